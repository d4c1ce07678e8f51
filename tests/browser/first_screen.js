// What a person sees of a page: its words, controls and charts. Runs before the page's own scripts,
// to note what is drawn on canvases and what moves; `first_screen.py` has the rules in words.
(() => {
  const CHART = ".stVegaLiteChart, .st-key-chart, [class*='st-key-chart-']";
  const GRID = "[data-testid=data-grid-canvas], canvas:has([role=grid])";
  const BAR = "[data-testid=stHeader], .st-key-address";
  const TOOLS = "[data-testid=stStatusWidget], [data-testid=stToolbarActions], " +
    "[data-testid=stMainMenu]";
  const CONTROL =
    "button, input:not([type=hidden]), textarea, select, summary, [contenteditable=true], " +
    "[role=button], [role=combobox], [role=slider], [role=switch], [role=tab], " + GRID;
  // One control, whatever it is made of.
  const WIDGET =
    "[role=radiogroup], [role=tablist], [data-testid=stButtonGroup], .stRadio, .stSelectbox, " +
    ".stMultiSelect, .stSlider, .stNumberInput, .stTextInput, .stTextArea, .stFileUploader, " +
    ".stAudioInput, .stCameraInput, .stCheckbox, .stDataFrame, .stColorPicker, .stDateInput";
  const ICON = "[data-testid=stIconMaterial]";
  const CLEAR = /^rgba\(.*, 0\)$/;
  const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
  const segments = new Intl.Segmenter(undefined, { granularity: "word" });

  // ---- what is noted while the page is drawn

  const shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts.push(entry.value);
  }).observe({ type: "layout-shift", buffered: true });

  const written = new WeakMap(); // canvas -> texts that stand on it
  const context = CanvasRenderingContext2D.prototype;
  const forget = (canvas) => written.set(canvas, []);
  for (const name of ["fillText", "strokeText"]) {
    const draw = context[name];
    context[name] = function (text, x, y, ...rest) {
      const at = this.getTransform();
      const colour = name === "fillText" ? this.fillStyle : this.strokeStyle;
      const clear = typeof colour === "string" && CLEAR.test(colour);
      if (String(text).trim() && this.globalAlpha > 0 && !clear) {
        const size = parseFloat(this.font.match(/([\d.]+)px/)[1]) * Math.hypot(at.a, at.b);
        const texts = written.get(this.canvas) ?? [];
        const place = at.transformPoint({ x, y });
        texts.push({ text: String(text), size, x: place.x, y: place.y });
        written.set(this.canvas, texts);
      }
      return draw.call(this, text, x, y, ...rest);
    };
  }
  const wipe = context.clearRect;
  context.clearRect = function (x, y, width, height) {
    const at = this.getTransform();
    const most = 0.9 * this.canvas.width * this.canvas.height;
    if (Math.abs(width * height * (at.a * at.d - at.b * at.c)) >= most) forget(this.canvas);
    return wipe.call(this, x, y, width, height);
  };
  for (const side of ["width", "height"]) {
    const own = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, side);
    Object.defineProperty(HTMLCanvasElement.prototype, side, {
      ...own,
      set(value) {
        forget(this); // a new size empties a canvas
        own.set.call(this, value);
      },
    });
  }

  // ---- what can be seen

  const style = (element) => getComputedStyle(element);
  const overlap = (a, b) => ({
    left: Math.max(a.left, b.left), top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom),
  });
  const area = (r) => Math.max(0, r.right - r.left) * Math.max(0, r.bottom - r.top);
  const screen = () => ({ left: 0, top: 0, right: innerWidth, bottom: innerHeight });
  const parent = (node) => node.parentElement ?? node.getRootNode().host ?? null;
  const clips = (element) => /hidden|clip|auto|scroll/.test(style(element).overflow);
  const gone = (element) => /inset\(50%|inset\(100%/.test(style(element).clipPath) ||
    /^rect\((0|1)px/.test(style(element).clip);

  // The part of a rectangle that its element's surroundings leave to be seen.
  function left(rect, element) {
    let seen = overlap(rect, screen());
    for (let one = element; one && area(seen); one = parent(one)) {
      if (gone(one)) return { left: 0, top: 0, right: 0, bottom: 0 };
      if (one !== document.documentElement && one !== document.body && clips(one))
        seen = overlap(seen, one.getBoundingClientRect());
    }
    return seen;
  }
  const shown = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const visible = (element) =>
    shown(element) && area(left(element.getBoundingClientRect(), element)) > 4;

  function* nodes(root) {
    for (const node of root.childNodes) {
      yield node;
      if (node.shadowRoot) yield* nodes(node.shadowRoot);
      yield* nodes(node);
    }
  }
  const elements = (selector) =>
    [...nodes(document.body)].filter((node) => node.nodeType === 1 && node.matches(selector));
  const within = (node, selector) => {
    for (let one = node; one; one = one.getRootNode().host)
      if (one.closest?.(selector)) return true;
    return false;
  };

  // ---- words

  const isWord = (token) => /\p{L}/u.test(token);
  function words(text) {
    return text.split(/\s+/).filter(isWord).flatMap((token) =>
      SPACELESS.test(token)
        ? [...segments.segment(token)].map((part) => part.segment).filter(isWord)
        : [token],
    );
  }
  function textSeen(node) {
    const element = node.parentElement ?? node.getRootNode().host;
    if (!element || !shown(element) || element.closest("script, style, noscript, title, desc"))
      return false;
    if (element.closest(`${ICON}, ${TOOLS}, canvas`)) return false;
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].some((rect) => area(left(rect, element)) > 2);
  }
  function drawnTwice(node, drawn) {
    if (!node.parentElement?.closest("svg")) return false;
    const { x, y } = node.parentElement.getBoundingClientRect();
    const spot = `${node.data} ${Math.round(x)} ${Math.round(y)}`;
    const twice = drawn.has(spot);
    drawn.add(spot);
    return twice;
  }
  function onCanvas(canvas) {
    const box = canvas.getBoundingClientRect();
    const scale = box.width / canvas.width;
    return (written.get(canvas) ?? [])
      .map((one) => ({
        text: one.text, size: one.size * scale, x: box.left + one.x * scale,
        y: box.top + one.y * scale,
      }))
      .filter((one) => {
        const spot = { left: one.x - 1, right: one.x + 1, top: one.y - 1, bottom: one.y + 1 };
        return area(left(spot, canvas)) > 1;
      });
  }
  function allWords() {
    const found = [];
    const drawn = new Set(); // letters of a chart that stand twice on one spot, as an outline does
    for (const node of nodes(document.body)) {
      if (node.nodeType === 3 && node.data.trim() && textSeen(node) && !drawnTwice(node, drawn))
        found.push(...words(node.data));
      if (node.nodeType !== 1 || !node.matches("input, textarea, canvas") || !visible(node)) continue;
      if (node.matches("canvas")) {
        const cells = node.querySelectorAll("th, td, [role=columnheader], [role=gridcell]");
        const texts = cells.length
          ? [...cells].map((cell) => cell.textContent)
          : [...new Set(onCanvas(node).map((one) => one.text))];
        found.push(...texts.flatMap(words));
      } else if (!/checkbox|radio|range|file|color/.test(node.type))
        found.push(...words(node.value || node.placeholder));
    }
    return found;
  }

  // ---- controls

  function controls() {
    const found = new Set();
    for (const element of elements(CONTROL)) {
      if (within(element, BAR) || element.closest("canvas *")) continue;
      const widget = element.closest(WIDGET) ?? element;
      if (visible(widget)) found.add(widget);
    }
    return [...found];
  }
  function called(element) {
    const name =
      element.getAttribute("aria-label") || element.querySelector("[aria-label]")?.ariaLabel ||
      element.innerText || element.placeholder || "";
    return `${element.className?.toString().match(/\bst[A-Z]\w+/)?.[0] ?? element.tagName} ` +
      `“${name.trim().split("\n")[0].slice(0, 40)}”`;
  }

  // ---- charts

  const drawing = (chart) => chart.querySelector("svg, canvas") ?? chart;
  // What has no letters is a picture.
  const charts = () => elements(CHART).filter((chart) => shown(chart) && letters(chart).length);
  function covered(chart) {
    const box = drawing(chart).getBoundingClientRect();
    const across = [box.left + 3, (box.left + box.right) / 2, box.right - 3];
    const down = [box.top + 3, (box.top + box.bottom) / 2, box.bottom - 3];
    return across.some((x) => down.some((y) => {
      const on = document.elementFromPoint(x, y);
      return on && !chart.contains(on) && !on.contains(chart);
    }));
  }
  function letters(chart) {
    const found = [];
    for (const element of chart.querySelectorAll("svg text")) {
      const text = element.textContent.trim();
      const look = style(element);
      const drawn = look.fill !== "none" && !CLEAR.test(look.fill) && +look.fillOpacity > 0;
      if (!text || !drawn || !shown(element) || !area(element.getBoundingClientRect())) continue;
      const to = element.getScreenCTM();
      found.push({ text, size: parseFloat(look.fontSize) * Math.hypot(to.a, to.b) });
    }
    for (const canvas of chart.querySelectorAll("canvas")) found.push(...onCanvas(canvas));
    for (const node of nodes(chart))
      if (node.nodeType === 3 && node.data.trim() && !node.parentElement.closest("svg") &&
          textSeen(node))
        found.push({ text: node.data.trim(), size: parseFloat(style(node.parentElement).fontSize) });
    return found.map(({ text, size }) => ({ text, size: Math.round(size * 100) / 100 }));
  }
  function firstChart() {
    const [chart] = charts();
    if (!chart) return null;
    const box = drawing(chart).getBoundingClientRect();
    const seen = left(box, drawing(chart));
    return {
      top: box.top, bottom: box.bottom, left: box.left, right: box.right,
      whole: area(seen) >= area(box) - 2 * (box.width + box.height), covered: covered(chart),
      letters: letters(chart),
    };
  }

  // ---- a narrow screen

  function cut() {
    const found = [];
    for (const node of nodes(document.body)) {
      if (node.nodeType === 1 && node.matches("input[role=combobox]") && visible(node))
        if (node.scrollWidth > node.clientWidth + 1) found.push(node.value);
      if (node.nodeType !== 3 || !node.data.trim() || !textSeen(node)) continue;
      const element = node.parentElement ?? node.getRootNode().host;
      if (element.closest("pre, code, textarea, .stDataFrame, [role=tablist]")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      let ends = { left: 0, right: innerWidth };
      for (let one = element; one; one = parent(one)) {
        if (one === document.body || one === document.documentElement) break;
        if (/hidden|clip/.test(style(one).overflowX)) {
          const edge = one.getBoundingClientRect();
          ends = {left: Math.max(ends.left, edge.left), right: Math.min(ends.right, edge.right)};
        }
      }
      if (box.left < ends.left - 1.5 || box.right > ends.right + 1.5)
        found.push(node.data.trim().slice(0, 60));
    }
    return found;
  }
  const scroller = () =>
    document.querySelector("[data-testid=stMain]") ?? document.scrollingElement;
  function narrow() {
    const down = (element) => element.getBoundingClientRect().top + scroller().scrollTop;
    const asked = controls();
    const [chart] = charts();
    return {
      sideways: Math.max(
        ...[document.scrollingElement, scroller()].map((e) => e.scrollWidth - e.clientWidth),
      ),
      chart: chart ? down(drawing(chart)) : null,
      control: asked.length ? Math.min(...asked.map(down)) : null,
      cut: cut(),
    };
  }

  // ---- the keyboard

  const MARKS = [
    "outlineStyle", "outlineColor", "outlineWidth", "boxShadow", "borderColor", "backgroundColor",
    "textDecorationLine", "color",
  ];
  const before = new WeakMap();
  const ways = (element) => {
    const up = [];
    for (let one = element; one && up.length < 5; one = parent(one)) up.push(one);
    return up;
  };
  const look = (element) => MARKS.map((mark) => style(element)[mark]).join("|");
  function rest() {
    for (const node of nodes(document.body)) if (node.nodeType === 1) before.set(node, look(node));
    window.reached = new Set();
  }
  // Note the control that has the focus; return its name if nothing shows that it has.
  function focused() {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element || element === document.body) return { ended: true, unmarked: null };
    reached.add(element.closest(WIDGET) ?? element);
    // A table draws its own mark; what can be scrolled takes the focus and is no control.
    const passed = element.closest("canvas") || !element.matches(`${CONTROL}, a[href]`);
    const changed = (one) => before.has(one) && look(one) !== before.get(one);
    const marked = passed || ways(element).some(changed);
    return { ended: false, unmarked: marked ? null : called(element) };
  }
  const unreached = () =>
    controls().filter((control) =>
      !reached.has(control) && ![...reached].some((one) => control.contains(one)) &&
      !control.matches(":disabled") && !control.querySelector(":disabled"),
    ).map(called);

  // ---- when a page is done

  let last = "";
  let since = 0;
  function still(milliseconds) {
    const app = document.querySelector("[data-testid=stApp]");
    const busy = app && app.dataset.testScriptState !== "notRunning";
    const wait = document.querySelector(
      "[data-testid=stSkeleton], [data-testid=stSpinner], [data-stale=true]",
    );
    const now = `${busy}${!!wait}${document.body.innerText.length} ` +
      `${document.querySelectorAll("svg text").length} ${scroller().scrollHeight}`;
    if (now !== last || busy || wait) [last, since] = [now, performance.now()];
    return performance.now() - since > milliseconds;
  }

  window.firstScreen = {
    still, rest, focused, unreached, narrow, firstChart, words: allWords,
    controls: () => controls().map(called),
    height: () => scroller().scrollHeight,
    shift: () => shifts.reduce((sum, one) => sum + one, 0),
  };
})();
