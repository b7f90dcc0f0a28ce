// Copies the text of a box: <button data-copy="id of the textarea" hidden>.
// The button shows itself only here; without it a long press selects the text.
const old = (box) => {
  box.focus();
  box.select();
  return document.execCommand("copy");
};

async function copy(box) {
  // WeChat's older kernels have no clipboard, or refuse it outside https.
  if (!navigator.clipboard) return old(box);
  return navigator.clipboard.writeText(box.value).then(() => true, () => old(box));
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const said = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copy(document.getElementById(button.dataset.copy));
    said.textContent = done ? "已复制，去群里粘贴" : "没能复制，长按文字全选";
  });
}
