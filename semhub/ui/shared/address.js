// “Copy link”. The link holds what the page noted, and over it what stands in the address bar,
// which is newer: a slider rewrites the address before the page has run again.
function address() {
  const page = location.pathname.split("/").pop();
  const noted = document.querySelector(`[data-page="${CSS.escape(page)}"]`);
  const link = new URLSearchParams(noted?.dataset.link ?? "");
  const now = new URLSearchParams(location.search);
  for (const key of new Set(now.keys())) {
    link.delete(key);
    now.getAll(key).forEach((value) => link.append(key, value));
  }
  return location.origin + location.pathname + (link.size ? `?${link}` : "");
}

// A browser has a clipboard for pages only over https and on this machine itself.
async function copied(link, input) {
  try {
    await navigator.clipboard.writeText(link);
    return true;
  } catch {
    input.select();
    return document.execCommand("copy");
  }
}

export default function ({ parentElement }) {
  const [button, status, label, input] = ["button", "[role=status]", "label", "input"].map((found) =>
    parentElement.querySelector(found),
  );
  let timer;

  const close = () => {
    label.hidden = true;
    button.focus();
  };
  button.onclick = async () => {
    clearTimeout(timer);
    input.value = address();
    label.hidden = false; // a hidden field cannot be selected
    if (await copied(input.value, input)) {
      close();
      status.textContent = button.textContent = "Copied";
      timer = setTimeout(() => {
        button.textContent = "Copy link";
        status.textContent = "";
      }, 2000);
    } else {
      status.textContent = "This browser does not let a page copy; the link is selected.";
      input.select();
    }
  };
  input.onkeydown = (event) => {
    if (event.key === "Escape") close();
  };
  input.onblur = () => {
    label.hidden = true;
  };
}
