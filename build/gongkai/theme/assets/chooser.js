/* A field in which one of many is found by typing: a list below it, walked by arrow keys, closed by Escape. What is
   looked for and what becomes of the choice is the page's own (compare.js). Nothing is chosen that was not pointed at,
   typed in full, or the only one found. */
(() => {
  "use strict";
  let lists = 0;

  function option(list, at, found) {
    const row = document.createElement("div");
    row.id = `${list.id}-${at}`;
    row.className = "gk-choice__row";
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    const name = document.createElement("b");
    name.textContent = found.title;
    const note = document.createElement("small");
    note.textContent = found.note;
    row.append(name, note);
    return row;
  }

  /* `search(typed)` gives or promises [{ id, title, note }]; `choose(id)` takes one; `enter()` what was typed as it is,
     and says whether it was one; `lost()` hears that there is none. */
  window.gongkaiChooser = (field, { search, choose, enter, lost }) => {
    const list = document.createElement("div");
    list.id = `gk-choice-${++lists}`;
    list.className = "gk-choice";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.getAttribute("aria-label"));
    for (const [key, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": list.id, autocomplete: "off", spellcheck: "false" })) field.setAttribute(key, value);
    let found = [];
    let active = -1;
    let turn = 0;

    function point(at) {
      active = at;
      [...list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === at)));
      if (at < 0) return field.removeAttribute("aria-activedescendant");
      field.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }

    function close() {
      turn += 1;
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      point(-1);
    }

    async function open() {
      const mine = ++turn;
      const rows = await search(field.value.trim());
      if (mine !== turn) return;
      if (!list.isConnected) field.parentElement.append(list);
      found = rows;
      list.replaceChildren(...rows.map((one, at) => option(list, at, one)));
      list.hidden = !rows.length;
      list.style.top = `${field.offsetTop + field.offsetHeight + 2}px`; // the button beside the field may wrap
      list.style.width = `${field.offsetWidth}px`;
      field.setAttribute("aria-expanded", String(rows.length > 0));
      point(-1);
    }

    function take(at) {
      const { id } = found[at];
      close();
      choose(id);
    }

    function decide() {
      if (active >= 0) take(active);
      else if (enter()) close();
      else if (found.length === 1) take(0);
      else if (!found.length) lost();
    }

    field.addEventListener("input", () => {
      found = [];
      open();
    });
    field.addEventListener("click", open);
    field.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        if (list.hidden) open();
        else point((active + step + found.length) % found.length);
      } else if (event.key === "Enter") {
        event.preventDefault();
        decide();
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
    field.addEventListener("blur", close);
    list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const row = event.target.closest("[role=option]");
      if (row) take([...list.children].indexOf(row));
    });
  };

  /* Places by name, code, pinyin or alias, as the header's search finds them: those in `known` that are not `taken`. */
  const SUGGESTED = 12;
  window.gongkaiChooser.places = async (typed, known, taken) => {
    const { find, load } = window.gongkaiFinder;
    const ids = typed ? find(await load(), typed).map((one) => one.id) : [...known.keys()];
    const free = ids.filter((id) => known.has(id) && !taken.includes(id)).slice(0, SUGGESTED);
    return free.map((id) => ({ id, title: known.get(id).name, note: known.get(id).note }));
  };
})();
