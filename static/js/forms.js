// Forms: the summary of errors takes the focus, long texts count their characters, one click sends once, no text is lost.
document.querySelector("[data-takes-focus]")?.focus();

for (const count of document.querySelectorAll("[data-counts]")) {
  const field = document.getElementById(count.dataset.counts);
  const limit = Number(count.dataset.limit);
  field?.addEventListener("input", () => {
    const used = [...field.value].length;
    count.textContent = `${used} von ${limit} Zeichen`;
    count.classList.toggle("field__count--over", used > limit);
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // A page restored from the browser's memory, or an answer that was a download, must allow it again.
  setTimeout(() => delete form.dataset.sent, 4000);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A file has a form of its own, and its answer is a new page: what was typed in the form named here is saved before.
for (const form of document.querySelectorAll("form[data-saves-first]")) {
  const texts = document.getElementById(form.dataset.savesFirst);
  let isTyped = false;
  texts.addEventListener("input", () => { isTyped = true; });
  form.addEventListener("submit", async (event) => {
    if (!isTyped) return;
    event.preventDefault();
    const { submitter } = event;
    const answer = await fetch(texts.action, { method: "POST", body: new FormData(texts) });
    isTyped = false;
    // Saved, it leads on. Otherwise it shows itself, with what is wrong in it or with the sign-in in front.
    if (answer.redirected && !answer.url.includes("/konto/")) form.requestSubmit(submitter);
    else texts.requestSubmit();
  });
}

for (const control of document.querySelectorAll("[data-submits]")) {
  control.addEventListener("change", () => control.form.requestSubmit());
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => print());
}
