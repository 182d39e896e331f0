/* A field in which one of many is found by typing: a list below it, walked by arrow keys, closed by Escape. What is
   looked for and what becomes of the choice is the page's own (compare.js). Nothing is chosen that was not pointed at,
   typed in full, or the only one found. */
(() => {
  "use strict";
  const ENOUGH = 260; // pixels below a field
  const TALLEST = 304;
  const SUGGESTED = 12;
  const MOST = 30; // lines: they are fewer than places, and alike
  let lists = 0;

  function made(role, className, ...inside) {
    const one = document.createElement("div");
    if (role) one.setAttribute("role", role);
    one.className = className;
    one.append(...inside);
    return one;
  }

  function option(list, at, found) {
    const { element } = window.gongkaiFinder;
    const row = made("option", "gk-choice__row", element("b", "", found.title), element("small", "", found.note));
    row.id = `${list.id}-${at}`;
    row.setAttribute("aria-selected", "false");
    return row;
  }

  /* What has a group's name stands below it; rows of one group come together. */
  function grouped(list, rows) {
    const groups = new Map();
    rows.forEach((one, at) => {
      const name = one.group ?? "";
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(option(list, at, one));
    });
    return [...groups].flatMap(([name, options], at) => {
      if (!name) return options;
      const head = made("", "gk-choice__head", name);
      head.id = `${list.id}-g${at}`;
      const group = made("group", "", head, ...options);
      group.setAttribute("aria-labelledby", head.id);
      return [group];
    });
  }

  /* The list stands below its field and above a phone's keyboard; where that leaves no room the field goes up. */
  function lay(list, field) {
    const seen = window.visualViewport;
    list.style.top = `${field.offsetTop + field.offsetHeight + 2}px`; // the button beside the field may wrap
    list.style.width = `${field.offsetWidth}px`;
    const room = seen ? seen.offsetTop + seen.height - field.getBoundingClientRect().bottom : ENOUGH;
    if (room < Math.min(ENOUGH, list.scrollHeight)) field.scrollIntoView({ block: "start" });
    window.gongkaiFinder.fit(list, TALLEST);
  }

  /* `search(typed)` gives or promises [{ id, title, note, group? }]; `choose(id)` takes one; `enter()` what was typed as
     it is, and says whether it was one; `named(typed)` promises the ids that are called so, chosen ones too; `several()`
     and `lost()` hear that many fit or none. Gives what decides about the words as they stand. */
  window.gongkaiChooser = (field, { search, choose, enter, named, several, lost }) => {
    const list = made("listbox", "gk-choice");
    list.id = `gk-choice-${++lists}`;
    list.hidden = true;
    list.setAttribute("aria-label", field.getAttribute("aria-label"));
    for (const [key, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": list.id, autocomplete: "off", spellcheck: "false" })) field.setAttribute(key, value);
    let found = [];
    let active = -1;
    let turn = 0;
    let opened; // a key pressed while the list is being made waits for it
    const options = () => [...list.querySelectorAll("[role=option]")];

    function point(at) {
      active = at;
      options().forEach((row, place) => row.setAttribute("aria-selected", String(place === at)));
      if (at < 0) return field.removeAttribute("aria-activedescendant");
      field.setAttribute("aria-activedescendant", options()[at].id);
      options()[at].scrollIntoView({ block: "nearest" });
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
      list.replaceChildren(...grouped(list, rows));
      list.hidden = !rows.length;
      list.scrollTop = 0;
      if (rows.length) lay(list, field);
      field.setAttribute("aria-expanded", String(rows.length > 0));
      point(-1);
    }

    function take(at) {
      const { id } = found[at];
      close();
      choose(id);
    }

    async function move(step) {
      if (list.hidden) opened = open();
      else {
        await opened;
        if (found.length) point((Math.max(active, step < 0 ? 0 : -1) + step + found.length) % found.length);
      }
    }

    async function decide() {
      if (active < 0 && enter()) return close(); // what is typed in full waits for no list, and is not overtaken
      await opened;
      if (active >= 0) return take(active);
      if (enter()) return close();
      const typed = field.value.trim();
      const same = typed ? await named(typed) : [];
      const rows = same.length === 1 ? same.map((id) => ({ id })) : await search(typed);
      if (typed !== field.value.trim()) return;
      if (typed && rows.length === 1) {
        close();
        return choose(rows[0].id);
      }
      if (!rows.length) return lost();
      field.focus();
      several();
      await (opened = open());
    }

    field.addEventListener("input", () => {
      found = [];
      opened = open();
    });
    field.addEventListener("click", () => (opened = open()));
    field.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        move(step);
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
      if (row) take(options().indexOf(row));
    });
    window.visualViewport?.addEventListener("resize", () => list.hidden || lay(list, field));
    return decide;
  };

  /* Places by name, code, pinyin or alias, as the header's search finds them: those in `known` that are not `taken`. */
  window.gongkaiChooser.places = async (typed, known, taken) => {
    const ids = typed ? (await window.gongkaiFinder.find(typed)).map((one) => one.id) : [...known.keys()];
    const free = ids.filter((id) => known.has(id) && !taken.includes(id)).slice(0, SUGGESTED);
    return free.map((id) => ({ id, title: known.get(id).name, note: known.get(id).note }));
  };

  /* Those in `known` whose name, alias, code, pinyin or English was typed in full. */
  window.gongkaiChooser.named = async (typed, known) =>
    (await window.gongkaiFinder.find(typed)).filter((one) => one.isNamed && known.has(one.id)).map((one) => one.id);

  /* Lines by name, English, pinyin, code or printed wording; by parts of their full name, which says their parent's too.
     Of an empty field all, `key` ones first, then by the first form that asks them. */
  window.gongkaiChooser.lines = async (typed, known, taken, key) => {
    const row = (id, group) => ({ id, title: known.get(id).label, note: known.get(id).note, group });
    const free = (ids) => [...new Set(ids)].filter((id) => known.has(id) && !taken.includes(id));
    if (!typed) {
      const others = free([...known.keys()]).filter((id) => !key.ids.includes(id)).map((id) => row(id, known.get(id).group));
      const groups = [...new Set(others.map((one) => one.group))];
      others.sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group)); // a group stands together
      return [...free(key.ids).map((id) => row(id, key.name)), ...others];
    }
    const hits = await window.gongkaiFinder.find(typed);
    const fold = (text) => window.gongkaiFinding.fold(text);
    const parts = fold(typed).split(/[\s:]+/).filter(Boolean);
    const named = [...known.keys()].filter((id) => parts.every((part) => fold(known.get(id).label).includes(part)));
    const found = hits.map((one) => one.id);
    return free(parts.length > 1 ? [...named, ...found] : [...found, ...named]).slice(0, MOST).map((id) => row(id));
  };
})();
