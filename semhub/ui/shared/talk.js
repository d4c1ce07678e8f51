// Talk mode, which the address decides: its mark, by which its style holds from the beginning; how
// much the page is magnified, so that its layout is the same on every screen; and the keys of a
// clicker. What they press is looked up then, since each run of a page may make it anew.
(() => {
  const WIDE = 1280, HIGH = 720, ZOOM = 1.45;
  const NEXT = ["PageDown", "ArrowRight", "ArrowDown", " "];
  const BEFORE = ["PageUp", "ArrowLeft", "ArrowUp"];
  const TYPED = "input:not([type=button]), textarea, select, [contenteditable=true], " +
    "[role=slider], [role=combobox], [role=listbox], [role=radio], audio, video";
  const PRESSED = "button, summary, [role=button]"; // these take the space bar

  const fit = () => {
    const share = Math.min(innerWidth / WIDE, innerHeight / HIGH);
    document.documentElement.style.setProperty("--semhub-talk", Math.max(1, ZOOM * share));
  };
  addEventListener("resize", fit);
  fit();

  const on = () => new URLSearchParams(location.search).get("talk") === "1";
  const mark = () => document.documentElement.classList.toggle("semhub-talk", on());
  for (const name of ["pushState", "replaceState"]) {
    const change = history[name];
    history[name] = function (...given) {
      change.apply(this, given);
      mark();
    };
  }
  addEventListener("popstate", mark);
  mark();

  const found = (part) => document.querySelector(`.st-key-talk_${part} :is(a, button)`);
  const press = (part, event) => {
    const element = found(part);
    if (!element) return;
    event.preventDefault();
    element.click();
  };
  const full = () =>
    document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat) return;
    if (!on()) return;
    const at = event.composedPath()[0];
    if (at.matches?.(TYPED) || (event.key === " " && at.closest?.(PRESSED))) return;
    if (NEXT.includes(event.key)) press("next", event);
    else if (BEFORE.includes(event.key)) press("previous", event);
    else if (event.key === "Escape") press("leave", event);
    else if (event.key === "f" || event.key === "F") full();
  }, true);

  // Whoever moved a slider by hand goes on with the clicker.
  addEventListener("pointerup", (event) => {
    const at = event.composedPath()[0];
    if (on() && at.matches?.("[type=range], [role=slider]")) setTimeout(() => at.blur());
  }, true);
})();
