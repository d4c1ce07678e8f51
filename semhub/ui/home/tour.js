// Shows one step at a time. A browser that has seen it to its end, or closed it, keeps that, and
// offers the tour by a button.
const SEEN = "semhub-tour";

export default function ({ data, parentElement, setTriggerValue }) {
  const [section, text, next, end, again] = ["section", "p", ".next", ".end", ".again"].map(
    (one) => parentElement.querySelector(one));
  let step = 0;
  const seen = () => { try { return localStorage.getItem(SEEN); } catch { return null; } };
  const note = () => { try { localStorage.setItem(SEEN, "1"); } catch { /* not allowed here */ } };

  function show(open) {
    section.hidden = !open;
    again.hidden = open;
    text.textContent = `${step + 1} of ${data.steps.length}. ${data.steps[step]}`;
    next.textContent = step + 1 < data.steps.length ? "Next" : data.last;
  }
  function close() {
    note();
    step = 0;
    show(false);
  }
  next.onclick = () => {
    if (step + 1 < data.steps.length) { step += 1; show(true); return; }
    close();
    setTriggerValue("show", true);
  };
  end.onclick = close;
  again.onclick = () => show(true);
  show(!seen());
}
