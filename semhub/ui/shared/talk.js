// Talk mode, which the address decides: its mark, by which its style holds from the beginning; how
// much the page is magnified, so that its layout is the same on every screen; and the keys of a
// clicker. What they press is looked up then, since each run of a page may make it anew.
(() => {
  const WIDE = 1280, HIGH = 720, ZOOM = 1.45;
  const NEXT = ["PageDown", "ArrowRight", "ArrowDown", " "];
  const BEFORE = ["PageUp", "ArrowLeft", "ArrowUp"];
  const SLIDER = "[type=range], [role=slider]";
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

  // Keys may come faster than steps are drawn. They move a goal within the story, and the links,
  // each of which must be new, are followed until it is reached.
  const AGAIN = 3000; // milliseconds after which a link whose step has not come is followed again
  const PATIENCE = 20000; // after which it is given up
  let goal = null, asked = null, old = {}, since = 0, last = null, moved = 0; // asked: on its way
  let known; // the last place, where the foot is being drawn
  const place = () => { // a step that is shown live lies half way to the next
    const foot = document.querySelector(".st-key-talk_foot")?.innerText ?? "";
    const [, number, count] = foot.match(/(\d+) of (\d+)/) ?? [];
    if (count) known = { at: +number + (/^Live$/m.test(foot) ? 0.5 : 0), count: +count };
    return count ? known : undefined;
  };
  const follow = () => {
    const { at } = place() ?? {}, now = performance.now();
    if (at !== last) [last, moved] = [at, now];
    // The goal may be passed on the way to a step that was asked for before it was set.
    const there = at === goal && (asked === null || asked === at);
    if (goal === null || there || now - moved > PATIENCE) goal = asked = null;
    if (goal === null) return;
    const way = at < goal ? "next" : "previous", link = at && found(way);
    // A page that is being drawn may have its new links before its new number: those lead past it.
    const leads = link && +new URL(link.href).searchParams.get("step");
    const past = leads && (at < goal ? leads > goal : leads < goal);
    if (link && !past && at !== goal && (link.href !== old[way] || now - since > AGAIN)) {
      old = { next: found("next")?.href, previous: found("previous")?.href };
      [since, asked] = [now, leads || null];
      link.click();
    }
    requestAnimationFrame(follow);
  };
  const turn = (way, event) => {
    const here = place() ?? known;
    if (!here) return;
    event.preventDefault();
    const idle = goal === null;
    const from = idle ? here.at : goal;
    goal = Math.min(Math.max(way > 0 ? Math.floor(from) + 1 : Math.ceil(from) - 1, 1), here.count);
    if (!idle) return;
    [old, asked] = [{}, null];
    [last, moved] = [null, performance.now()];
    follow();
  };
  const stay = () => { goal = asked = null; };
  addEventListener("popstate", stay);
  addEventListener("pointerdown", stay, true);

  const full = () =>
    document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();

  // Whoever moved a slider by hand goes on with the clicker, also where the slider takes the focus
  // again behind the blur; whoever comes back to it by the keyboard moves it.
  let held = null;
  addEventListener("pointerup", (event) => {
    const slider = event.composedPath()[0].closest?.(SLIDER);
    if (!on() || !slider) return;
    held = slider;
    setTimeout(() => slider.blur());
  }, true);

  addEventListener("keydown", (event) => {
    if (event.key === "Tab") held = null;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat) return;
    if (!on()) return;
    const at = event.composedPath()[0];
    if ((at !== held && at.matches?.(TYPED)) || (event.key === " " && at.closest?.(PRESSED))) return;
    if (NEXT.includes(event.key)) turn(1, event);
    else if (BEFORE.includes(event.key)) turn(-1, event);
    else if (event.key === "Escape") press("leave", event);
    else if (event.key === "f" || event.key === "F") full();
  }, true);
})();
