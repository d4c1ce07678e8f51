"""Every class of transformers that models text loads with its own states, or is refused in one
sentence; none is read wrongly, and none ends in a traceback."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.models.batch import Encoded
from semhub.models.loading import load
from semhub.states.extraction import extract, positions, positions_of_all
from tests.models.sweep import Case, are_own, cases, own_states, write
from tests.sentences import assert_one_sentence

TEXTS = [
    Text(text)
    for text in (
        "The cat sleeps.", "One", "It rains today, and it is cold! 猫", "Two birds", "Six birds",
    )
]  # fmt: skip

REFUSED = {
    "AlbertForMaskedLM": "does not run a list of blocks once each",
    "AlbertModel": "does not run a list of blocks once each",
    "CpmAntForCausalLM": "one state a position",
    "DeepseekV4ForCausalLM": "one state a position",
    "Emu3ForCausalLM": "cannot be loaded",
    "Emu3TextModel": "cannot be loaded",
    "EncoderDecoderModel": "cannot be loaded",
    "FSMTForConditionalGeneration": "one state a position",
    "FlaubertModel": "the states that transformers gives",
    "FlaubertWithLMHeadModel": "the states that transformers gives",
    "FunnelForMaskedLM": "does not run a list of blocks once each",
    "Gemma3nForCausalLM": "one state a position",
    "HYV4ForCausalLM": "one state a position",
    "HrmTextForCausalLM": "does not run a list of blocks once each",
    "LEDForConditionalGeneration": "one state a position",
    "LongformerForMaskedLM": "one state a position",
    "LongformerModel": "one state a position",
    "MllamaForCausalLM": "cannot be loaded",
    "MllamaTextModel": "cannot be loaded",
    "PegasusXForConditionalGeneration": "one state a position",
    "PerceiverForMaskedLM": "does not run on what the load check gives it",
    "ProphetNetForCausalLM": "one state a position",
    "ReformerForMaskedLM": "one state a position",
    "ReformerModel": "one state a position",
    "ReformerModelWithLMHead": "one state a position",
    "SeamlessM4TForTextToText": "tensors of the architecture",
    "SeamlessM4Tv2ForTextToText": "tensors of the architecture",
    "VoxtralRealtimeForConditionalGeneration": "does not run on what the load check gives it",
    "WhisperForCausalLM": "does not say how sounds are prepared",
    "XLMModel": "the states that transformers gives",
    "XLMWithLMHeadModel": "the states that transformers gives",
    "XLNetLMHeadModel": "one state a position",
    "XmodForCausalLM": "Input language unknown",
    "XmodForMaskedLM": "Input language unknown",
    "bros": "does not run on what the load check gives it",
    "canine": "one state a position",
    "lilt": "does not run on what the load check gives it",
    "udop": "does not run on what the load check gives it",
}
"""Class -> part of the sentence."""

UNBUILT = {
    "BltForCausalLM",
    "CohereCompassForCausalLM",
    "Dots3NoteForCausalLM",
    "Gemma3nForConditionalGeneration",
    "Gemma4AssistantForCausalLM",
    "Gemma4UnifiedAssistantForCausalLM",
    "MusicgenForCausalLM",
    "MusicgenMelodyForCausalLM",
    "Nemotron3_5TranscribeForConditionalGeneration",
    "SqueezeBertForMaskedLM",
    "SqueezeBertModel",
    "T5GemmaEncoderModel",
    "VibeVoiceAsrForConditionalGeneration",
    "Zamba2ForCausalLM",
    "ZambaForCausalLM",
    "ernie4_5_vl_moe",
    "seamless_m4t",
}
"""Classes that a config of small sizes does not build, or not small enough."""

WITHOUT_LENS = {
    "Inkling2ForCausalLM", "FNetForMaskedLM", "LayoutLMForMaskedLM", "LukeForMaskedLM",
}  # fmt: skip
"""Models with a head whose readout is not found, so that the lens is switched off and says so."""

PADDED = {
    "AXK2ForCausalLM", "BailingHybridForCausalLM", "BambaForCausalLM", "BartForCausalLM",
    "BartForConditionalGeneration", "BigBirdForCausalLM", "BigBirdForMaskedLM", "BigBirdModel",
    "BigBirdPegasusForCausalLM", "BigBirdPegasusForConditionalGeneration", "BlenderbotForCausalLM",
    "BlenderbotForConditionalGeneration", "BlenderbotSmallForCausalLM",
    "BlenderbotSmallForConditionalGeneration", "BloomForCausalLM", "CLIPTextModel",
    "CodeGenForCausalLM", "ConvBertForMaskedLM", "DebertaForMaskedLM", "DebertaModel",
    "DebertaV2ForMaskedLM", "DebertaV2Model", "DeepseekV32ForCausalLM", "DogeForCausalLM",
    "FNetForMaskedLM", "FalconForCausalLM", "FalconH1ForCausalLM", "FalconMambaForCausalLM",
    "FlintForCausalLM", "GPTJForCausalLM", "GPTNeoForCausalLM", "GPTNeoXJapaneseForCausalLM",
    "Gemma2ForCausalLM", "GitForCausalLM", "GlmMoeDsaForCausalLM", "GptOssForCausalLM",
    "GraniteMoeHybridForCausalLM", "GraniteMoeSWAForCausalLM", "GraniteSWAForCausalLM",
    "IBertForMaskedLM", "IBertModel", "Inkling2ForCausalLM", "InklingForCausalLM",
    "JambaForCausalLM", "KimiLinearForCausalLM", "LayoutLMForMaskedLM", "Lfm2MoeForCausalLM",
    "Lfm3ForCausalLM", "LongT5ForConditionalGeneration", "LukeForMaskedLM",
    "M2M100ForConditionalGeneration", "MBartForCausalLM", "MBartForConditionalGeneration",
    "MPNetForMaskedLM", "MT5EncoderModel", "MT5ForConditionalGeneration", "Mamba2ForCausalLM",
    "MambaForCausalLM", "MarianForCausalLM", "MarianMTModel", "MegatronBertForCausalLM",
    "MegatronBertForMaskedLM", "MiMoV2FlashForCausalLM", "MiniMaxForCausalLM",
    "MobileBertForMaskedLM", "MobileBertModel", "MptForCausalLM", "MraForMaskedLM",
    "MvpForCausalLM", "MvpForConditionalGeneration", "NemotronHForCausalLM",
    "NllbMoeForConditionalGeneration", "NystromformerForMaskedLM", "NystromformerModel",
    "OlmoHybridForCausalLM", "OpenAIGPTLMHeadModel", "PLBartForCausalLM",
    "PLBartForConditionalGeneration", "PegasusForCausalLM", "PegasusForConditionalGeneration",
    "ProphetNetForConditionalGeneration", "Qwen3NextForCausalLM", "Qwen3_5ForCausalLM",
    "Qwen3_5MoeForCausalLM", "Qwen4ExpForCausalLM", "RecurrentGemmaForCausalLM",
    "RemBertForCausalLM", "RemBertForMaskedLM", "RemBertModel", "RoFormerForCausalLM",
    "RoFormerForMaskedLM", "RoFormerModel", "RwkvForCausalLM",
    "SwitchTransformersForConditionalGeneration", "T5EncoderModel", "T5ForConditionalGeneration",
    "T5GemmaForConditionalGeneration", "TapasForMaskedLM", "Tipsv2TextModel", "TrOCRForCausalLM",
    "UMT5EncoderModel", "UMT5ForConditionalGeneration", "VaultGemmaForCausalLM", "XGLMForCausalLM",
    "YosoForMaskedLM", "ZayaForCausalLM", "dpr", "longt5", "markuplm", "nllb-moe", "splinter",
    "visual_bert", "xLSTMForCausalLM",
}  # fmt: skip
"""Classes whose texts do not run in one row, but padded or each by itself."""

LONG = [Text(" ".join(["It rains today, and it is cold!"] * k) + " 猫") for k in (3, 4, 1, 3, 2)]
"""Together more than the positions of a small model, one more than its window."""

ALL = list(cases())
FAST = {
    "BertLMHeadModel", "CodeGenForCausalLM", "ConvBertForMaskedLM", "FNetForMaskedLM",
    "FalconMambaForCausalLM", "FlaubertModel", "GPT2LMHeadModel", "GitForCausalLM", "IBertModel",
    "LlamaForCausalLM", "MambaForCausalLM", "MarianMTModel", "ModernBertDecoderForCausalLM",
    "NystromformerForMaskedLM", "OpenAIGPTLMHeadModel", "ProphetNetForCausalLM",
    "RobertaForCausalLM", "RwkvForCausalLM", "SwitchTransformersForConditionalGeneration",
    "T5GemmaForConditionalGeneration", "XmodForMaskedLM", "YosoForMaskedLM", "xLSTMForCausalLM",
}  # fmt: skip
"""What the usual run takes; the others are `long`."""


def as_parameter(case: Case):
    return pytest.param(case, id=case.name, marks=() if case.name in FAST else pytest.mark.long)


@pytest.mark.parametrize(
    "case", [as_parameter(case) for case in ALL if case.name not in UNBUILT | REFUSED.keys()]
)
def test_a_class_loads_with_its_own_states_in_any_company_at_any_length(case, tmp_path):
    module = case.module()
    model = load(str(write(module, tmp_path)))
    batch, states = positions(model, TEXTS[2])
    assert are_own(list(states), own_states(module, batch.ids[0].tolist()))
    together = extract(model, TEXTS)
    alone = np.concatenate([extract(model, [text]) for text in TEXTS], axis=1)
    np.testing.assert_allclose(together, alone, atol=1e-4 * np.abs(alone).max())
    max_positions = model.text.max_positions
    assert (
        model._states([Encoded([5] * max_positions, [True] * max_positions)])[-1].isfinite().all()
    )
    assert (model.check.passed is False) == (case.name in WITHOUT_LENS)
    assert model.joins == (case.name not in PADDED)
    if model.joins:
        assert sum(map(len, model.encode(LONG))) > max_positions
        assert max(map(len, model.encode(LONG))) > 64
        for text, (_, states) in zip(LONG, positions_of_all(model, LONG), strict=True):
            own = model._states(model.encode([text]))
            torch.testing.assert_close(states, torch.cat(own), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("case", [as_parameter(case) for case in ALL if case.name in REFUSED])
def test_a_class_that_cannot_be_read_is_refused_in_one_sentence(case, tmp_path):
    folder = write(case.module(), tmp_path)
    with pytest.raises(InputError, match=REFUSED[case.name]) as caught:
        load(str(folder))
    assert_one_sentence(str(caught.value))


def test_most_classes_load():
    names = {case.name for case in ALL}
    assert REFUSED.keys() | UNBUILT | WITHOUT_LENS | FAST <= names
    assert len(names - UNBUILT) > 290
    assert len(names - UNBUILT - REFUSED.keys()) > 0.85 * len(names - UNBUILT)
