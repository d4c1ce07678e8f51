// Moves the layer of the charts whose keys begin with data.charts: it plays from layer 0, follows
// the slider, and glides to a layer that the page asks for. Where a person wants less motion, it
// steps. Each chart has a hidden input of its own (Vega's binding) that is set here.
const players = new WeakMap();
const LONGEST = 6000; // milliseconds that all layers take
const STEP = 550; // that one layer takes at most
const still = matchMedia("(prefers-reduced-motion: reduce)");
// Where the charts stand: a player that takes another's place goes on from there.
const stand = (window.semhubLayer ??= { at: null });

export default function ({ data, parentElement, setStateValue }) {
  let player = players.get(parentElement);
  if (!player) players.set(parentElement, (player = made(parentElement, data)));
  player.update(data, setStateValue);
  return () => {
    player.end();
    players.delete(parentElement);
  };
}

function made(root, first) {
  const [button, label, slider] = ["button", "label", "input"].map((one) => root.querySelector(one));
  let data = first, fresh = true, frame = 0, playing = false, tell = () => {};
  const seen = new WeakSet();
  const inputs = () => document.querySelectorAll(
    `[class*="st-key-${data.charts}"] .vega-bindings input`);

  function show(at) {
    stand.at = at;
    slider.value = Math.round(at);
    label.textContent = `Layer ${Math.round(at)}`;
    for (const input of inputs()) {
      seen.add(input);
      input.value = (at / data.last) * input.max;
      input.dispatchEvent(new Event("input"));
    }
  }
  function halt() {
    cancelAnimationFrame(frame);
    playing = false;
    button.textContent = "▶ Play";
  }
  function glide(goal, layer, then) {
    halt();
    const from = stand.at, began = performance.now(), whole = Math.abs(goal - from) * layer;
    const step = (now) => {
      // A frame can have begun before it was asked for.
      const share = whole ? Math.min(Math.max((now - began) / whole, 0), 1) : 1;
      const at = from + (goal - from) * share;
      const there = still.matches ? Math.floor(at) : at;
      if (there !== stand.at) show(there);
      if (share < 1) frame = requestAnimationFrame(step);
      else { halt(); then?.(); }
    };
    frame = requestAnimationFrame(step);
  }
  function play(goal, then) {
    show(0);
    glide(goal, still.matches ? 1000 : Math.min(STEP, LONGEST / data.last), then);
    playing = true;
    button.textContent = "❚❚ Pause";
  }
  function choose(layer) {
    if (data.kept) tell("layer", layer);
  }

  button.onclick = () => {
    if (playing) { halt(); show(Math.round(stand.at)); choose(stand.at); }
    else play(data.last, () => choose(data.last));
  };
  slider.oninput = () => glide(Number(slider.value), still.matches ? 0 : 350);
  slider.onchange = () => choose(Number(slider.value));

  // A chart that is drawn, or drawn again, starts at layer 0.
  let opens = first.opens && !still.matches && stand.at === null;
  function meet() {
    if ([...inputs()].every((input) => seen.has(input))) return;
    if (opens) { opens = false; play(data.layer); }
    else show(stand.at);
  }
  const watch = new MutationObserver(meet);
  watch.observe(document.body, { childList: true, subtree: true });

  return {
    update(next, setStateValue) {
      const before = data.layer;
      data = next;
      tell = setStateValue;
      slider.max = data.last;
      if (opens) stand.at = 0;
      else if (stand.at === null || stand.at > data.last) show(data.layer);
      else if (fresh || data.layer !== before) glide(data.layer, still.matches ? 0 : 350);
      fresh = false;
      meet();
    },
    end() { halt(); watch.disconnect(); },
  };
}
