// The browser's Back goes to the page before, as it was. Streamlit adds an entry to the history
// whenever it rewrites the address: for each step of a slider, each default that it takes out of a
// link, and for a page that is being left, whose own choices it takes out of the address first.
// Here an entry is made where a link is followed, or another page opens; all else rewrites the
// entry that is there.
(() => {
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  let left = null; // the address that was open when a link was followed
  let target = null; // the page that it leads to

  addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[href]");
      const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey;
      if (!link || elsewhere || link.target === "_blank" || link.origin !== location.origin) return;
      left = location.href;
      // Streamlit's link to the first page has no address of its own.
      target = link.getAttribute("href") && link.href !== left ? link.pathname : null;
    },
    true,
  );

  history.pushState = (state, unused, url) => {
    const path = new URL(url ?? "", location.href).pathname;
    const opens = path !== location.pathname;
    if (!opens && target !== path) return replace(state, unused, url);
    if (opens && left !== null) replace(history.state, "", left);
    left = target = null;
    return push(state, unused, url);
  };
})();
