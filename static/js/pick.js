// Counts the ticked rows of a review queue and offers to tick them all.
// Without it every box and button works; only the number is the server's.
const form = document.getElementById("queue");
const boxes = [...form.querySelectorAll("input[name=row]")];
const numbers = document.querySelectorAll("[data-picked]");
const all = form.querySelector("[data-pick-all]");

function count() {
  const ticked = boxes.filter((box) => box.checked).length;
  numbers.forEach((number) => { number.textContent = ticked; });
  all.firstElementChild.checked = ticked === boxes.length;
}

all.hidden = false;
all.firstElementChild.addEventListener("change", (event) => {
  boxes.forEach((box) => { box.checked = event.target.checked; });
  count();
});
form.addEventListener("change", () => {
  // What the server said of its own choice is no longer known to be true.
  document.querySelector("[data-untouched]")?.remove();
  count();
});
count();
