// Suggestions under a search box: an editable combobox with a list (WAI-ARIA). The server draws the rows;
// <input data-suggest="/bibliothek/vorschlaege/"> asks it with ?q=…, rows are [role=option] with data-value or data-href.
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("div");
  list.className = "suggest";
  list.id = `${input.id}-vorschlaege`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Vorschläge");
  list.hidden = true;
  input.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off" })) input.setAttribute(name, value);

  let selected = -1;
  let timer;
  let request;
  const options = () => [...list.querySelectorAll("[role=option]")];

  const close = () => {
    list.hidden = true;
    selected = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const select = (number) => {
    const rows = options();
    selected = (number + rows.length) % rows.length;
    rows.forEach((row, each) => {
      row.id ||= `${list.id}-${each}`;
      row.setAttribute("aria-selected", String(each === selected));
    });
    input.setAttribute("aria-activedescendant", rows[selected].id);
    rows[selected].scrollIntoView({ block: "nearest" });
  };
  const take = (row) => {
    if (row.dataset.href) { location.href = row.dataset.href; return; }
    input.value = row.dataset.value;
    close();
    input.form.requestSubmit();
  };
  const ask = async () => {
    request?.abort();
    const term = input.value.trim();
    if (term.length < 2) { close(); return; }
    request = new AbortController();
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(term)}`, { signal: request.signal });
      if (!answer.ok) { close(); return; }
      list.innerHTML = await answer.text();
      selected = -1;
      input.removeAttribute("aria-activedescendant");
      const any = options().length > 0;
      list.hidden = !any;
      input.setAttribute("aria-expanded", String(any));
    } catch { /* typed on, or offline: the search works without */ }
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { close(); event.preventDefault(); return; }
    if (list.hidden) { if (event.key === "ArrowDown") ask(); return; }
    if (event.key === "ArrowDown") { select(selected + 1); event.preventDefault(); }
    if (event.key === "ArrowUp") { select(selected < 0 ? -1 : selected - 1); event.preventDefault(); }
    if (event.key === "Enter" && selected >= 0) { take(options()[selected]); event.preventDefault(); }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => {
    const row = event.target.closest("[role=option]");
    if (row) { event.preventDefault(); take(row); }
  });
}
