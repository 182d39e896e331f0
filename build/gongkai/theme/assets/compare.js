/* Compare: two to six authorities × lines × years. What is chosen stands in the address (?a=…&i=…&y=…&s=1), so that it
   can be sent to somebody. One selection makes the charts, the tables and the CSV. Which lines of two forms may stand
   side by side was decided when the files were made; here nothing is joined. */
(() => {
  "use strict";
  const panel = document.getElementById("compare");
  const kit = window.gongkai;
  if (!panel || !kit?.online) return;

  const MOST = 6;
  const ADDRESS = new URL(panel.dataset.index, location.href);
  const say = kit.english
    ? {
        who: "Authorities (two to six)", what: "Indicators (up to six)", when: "Years", add: "Add", remove: "Remove ",
        same: "Only years in which all have a number", all: "All years", csv: "CSV of what is shown", link: "Copy the address",
        copied: "Copied", few: "Choose two authorities or more.", most: "Six at the most.", none: "No year is left.",
        unknown: "Not in the list.", several: "Several match; choose one.", taken: "Already chosen.", chosen: (a, i) => `${a} authorities, ${i} ${i === 1 ? "indicator" : "indicators"}.`, terms: (n) => `${n} lines added up`,
        byPlace: "Name, pinyin or code", byLine: "Name, wording or code",
        authority: "Authority", colon: ": ", stop: ".", semi: "; ", comma: ", ", key: "Key indicators",
        shown: (n, all) => `${n} of ${all} cells have a number to compare.`,
        failed: "The data could not be fetched; reload the page to try again.", bracketed: (words) => ` (${words})`,
      }
    : {
        who: "机关（二至六个）", what: "指标（最多六个）", when: "年份", add: "加入", remove: "去掉",
        same: "只留各方都有数的年份", all: "全部年份", csv: "所示各数（CSV）", link: "复制本页地址", copied: "已复制",
        few: "请至少选两个机关。", most: "最多六个。", none: "没有一个年份各方都有数。", unknown: "名单里没有。", several: "有几个，请选一个。", taken: "已经选了。",
        chosen: (a, i) => `已选 ${a} 个机关、${i} 个指标。`, terms: (n) => `${n} 行相加`, authority: "机关", colon: "：",
        byPlace: "名称、拼音或代码", byLine: "名称、印法、拼音或代码",
        stop: "。", semi: "；", comma: "，", key: "主要指标",
        shown: (n, all) => `${all} 格里有 ${n} 格有可比的数。`, failed: "数据没有取到，请刷新再试。",
        bracketed: (words) => `（${words}）`,
      };

  const files = new Map();
  function read(name) {
    const address = new URL(`${name}.json`, ADDRESS).href;
    if (!files.has(address)) {
      files.set(address, fetch(address).then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      }));
    }
    return files.get(address);
  }

  function element(tag, attributes = {}, ...inside) {
    const one = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) one.addEventListener(key.slice(2), value);
      else if (value === true) one.setAttribute(key, "");
      else if (value !== false) one.setAttribute(key, value);
    }
    one.append(...inside);
    return one;
  }

  /* What has no English name is said in Chinese, and marked so. */
  const marked = (text) =>
    kit.english && /[\u3400-\u9fff]/.test(text) ? element("span", { lang: "zh-CN" }, text) : text;
  const full = (value) => value.toLocaleString("en-US", { maximumFractionDigits: 12 });
  const result = document.getElementById("compare-result");
  const status = element("p", { class: "gk-small", role: "status" });
  let index, authorities, lines, years, templates;
  const chosen = { a: [], i: [], y: [], s: false };

  /* The address */

  function fromAddress() {
    const asked = new URLSearchParams(location.search);
    const list = (key) => [...new Set((asked.get(key) ?? "").split(",").filter(Boolean))];
    chosen.a = list("a").filter((one) => authorities.has(one)).slice(0, MOST);
    chosen.i = list("i").filter((one) => lines.has(one)).slice(0, MOST);
    chosen.y = list("y").map(Number).filter((one) => years.includes(one));
    chosen.s = asked.get("s") === "1";
    if (!chosen.i.length) chosen.i = index.key.slice(0, 1);
  }

  function toAddress() {
    const parts = [`a=${chosen.a.join(",")}`, `i=${chosen.i.join(",")}`];
    if (chosen.y.length) parts.push(`y=${chosen.y.join(",")}`);
    if (chosen.s) parts.push("s=1");
    history.replaceState(null, "", `?${parts.join("&")}`);
  }

  /* The selection: for each line the years shown, and for each authority and year a spot */

  function spot(file, line, year, authority) {
    const name = authorities.get(authority).name;
    const held = file.reports[year];
    // A number of the form's own line, a code where there is none, or number, code, anchor and what was added up.
    const entry = file.lines[line]?.[year] ?? (held ? held[1] : "no_report");
    const whole = typeof entry === "number" ? [entry, "form", line] : typeof entry === "string" ? [null, entry, ""] : entry;
    const [value, code, anchor, terms = []] = whole;
    const words = code === "prose" && value !== null ? full(value) + say.bracketed(index.prose) : value === null ? index.reasons[code] : full(value);
    const since = file.lines[line]?.[year] === undefined ? [] : file.turns[line].filter(([from]) => from <= year);
    const formCode = since.length ? since.at(-1)[1] : "";
    const own = terms.length ? "" : anchor.split("@")[0];
    const doubts = (file.doubts[line]?.[year] ?? []).map(([kind, href, count]) => {
      const [glyph, one, many] = index.doubts[kind];
      return { kind, glyph, href, text: count === 1 ? one : many.replace("{n}", count) };
    });
    const signed = [words, ...doubts.map((each) => each.glyph)].join(" ");
    const spoken = doubts.length ? words + say.bracketed(doubts.map((each) => each.text).join(say.comma)) : words;
    return { authority, name, year, line, value, note: words, signed, spoken, doubts, terms, own, isTold: code === "prose" && value !== null, report: held ? held[0] : "", anchor, form: index.forms[formCode] ?? "", formCode };
  }

  async function select() {
    const held = await Promise.all(chosen.a.map(read));
    const own = [...new Set(chosen.a.flatMap((one) => authorities.get(one).years))].sort();
    const asked = chosen.y.length ? years.filter((one) => chosen.y.includes(one)) : own;
    return chosen.i.map((line) => {
      const rows = held.map((file, at) => asked.map((year) => spot(file, line, year, chosen.a[at])));
      const kept = asked.map((_, at) => !chosen.s || rows.every((row) => row[at].value !== null));
      return { line, years: asked.filter((_, at) => kept[at]), rows: rows.map((row) => row.filter((_, at) => kept[at])) };
    });
  }

  /* What is shown of it */

  function tableOf(one) {
    const info = lines.get(one.line);
    const cell = (each) => {
      if (each.value === null) return element("td", { class: `gk-right ${each.report ? "gk-hatch" : "gk-quiet"}` }, element("span", {}, marked(each.note)));
      const report = `${panel.dataset.reports}${each.report}.html`;
      const link = element("a", { class: "gk-cell", href: `${report}#${each.anchor}` }, element("span", { class: "gk-number" }, full(each.value)));
      const from = each.isTold ? [element("span", { class: "gk-from" }, index.prose), " "] : [];
      const marks = each.doubts.map((one) => element("a", { class: `gk-mark gk-mark--${one.kind}`, href: report + one.href, title: one.text },
        element("span", { "aria-hidden": "true" }, one.glyph), element("span", { class: "gk-unseen" }, one.text)));
      const terms = each.terms.map((term) => lines.get(term)?.label ?? term).join(" ＋ ");
      return element("td", { class: "gk-right", "data-number": each.value }, ...marks, ...from, link,
        ...(terms ? [" ", element("small", { class: "gk-summed", title: terms }, say.terms(each.terms.length))] : []),
        ...(each.own && each.own !== one.line ? [" ", element("small", { class: "gk-summed" }, marked(lines.get(each.own)?.label ?? each.own))] : []));
    };
    const head = one.years.map((year) => element("th", { scope: "col", class: "gk-right" }, String(year)));
    const body = one.rows.map((row, at) => element("tr", {},
      element("th", { scope: "row" }, marked(authorities.get(chosen.a[at]).name)), ...row.map(cell)));
    return element("div", { class: "gk-scroll", tabindex: "0", role: "region", "aria-label": info.label },
      element("table", { class: "gk-table gk-table--compare" },
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, say.authority), ...head)),
        element("tbody", {}, ...body)));
  }

  function figureOf(one) {
    const info = lines.get(one.line);
    const held = one.rows.flat().filter((each) => each.report);
    const finding = held.map((each) => `${each.name} ${each.year}${say.colon}${each.spoken}`).join(say.semi) + say.stop;
    const drawing = element("div", { class: "gk-chart__drawing", role: "img", "aria-label": finding });
    const when = one.years.length > 1 ? `${one.years[0]}–${one.years.at(-1)}` : String(one.years[0]);
    const { spec, key } = kit.contrast(one, templates, index.tenfold);
    const figure = element("figure", { class: "gk-chart gk-chart--compare", "data-name": `compare.${one.line}` },
      element("figcaption", {}, element("span", {}, `${info.label}${say.comma}${when}`)), drawing,
      ...(key ? [element("p", { class: "gk-key" }, key)] : []));
    kit.draw(drawing, spec).then(() => {
      figure.dataset.state = "live";
    });
    return figure;
  }

  function sectionOf(one) {
    const info = lines.get(one.line);
    const heading = element("h3", {},
      element("a", { href: `${panel.dataset.root}indicators/${one.line}.html` }, marked(info.label)), " ",
      element("span", { class: "gk-note" }, marked(info.unit)));
    if (!one.years.length) return element("section", {}, heading, element("p", {}, say.none));
    const spots = one.rows.flat();
    const counted = say.shown(spots.filter((each) => each.value !== null).length, spots.length);
    const table = tableOf(one);
    const figure = figureOf(one);
    const section = element("section", { class: "gk-compared", "data-line": one.line }, heading,
      element("p", { class: "gk-small" }, counted), element("div", { class: "gk-two" }, table, figure));
    kit.equip(figure, csvOf([one]));
    return section;
  }

  function csvOf(selection) {
    const rows = selection.flatMap((one) => one.rows.flat().map((each) => {
      const info = lines.get(each.line);
      const value = each.value === null ? "" : String(each.value);
      return { authority: each.authority, name: each.name, year: each.year, indicator: each.line, label: info.label,
        unit: info.unit, value, note: each.note, report_id: each.report, form: each.formCode,
        terms: each.terms.join(" + ") || (each.own === each.line ? "" : each.own),
        doubts: each.doubts.map((one) => one.kind).join(";") };
    }));
    const { columns } = index;
    return kit.csv([columns.map((one) => [one]), ...rows.map((row) => columns.map((one) => [String(row[one]), one === "value"]))]);
  }

  let turn = 0;
  async function show() {
    const mine = ++turn;
    toAddress();
    status.textContent = chosen.a.length < 2 ? say.few : say.chosen(chosen.a.length, chosen.i.length);
    if (chosen.a.length < 2) return result.replaceChildren();
    const selection = await select();
    if (mine !== turn) return;
    const save = element("button", { type: "button", class: "gk-button", onclick: () =>
      kit.save("compare.csv", new Blob([csvOf(selection)], { type: "text/csv" })) }, say.csv);
    const copy = element("button", { type: "button", class: "gk-button", onclick: async () => {
      await navigator.clipboard?.writeText(location.href);
      status.textContent = say.copied;
    } }, say.link);
    result.replaceChildren(...selection.map(sectionOf), element("p", { class: "gk-chart__tools" }, save, copy));
  }

  const guarded = () => show().catch(() => {
    status.textContent = say.failed;
  });

  /* The choosing */

  function chips(list, name, redraw) {
    return list.map((one) => element("li", {}, marked(name(one)),
      element("button", { type: "button", class: "gk-button", "aria-label": `${say.remove}${name(one)}`, onclick: () => {
        list.splice(list.indexOf(one), 1);
        redraw();
      } }, "×")));
  }

  function chooser(key, title, options, name) {
    const held = element("ul", { class: "gk-chips" });
    const choice = options(() => add(choice.value));
    const redraw = () => {
      held.replaceChildren(...chips(chosen[key], name, () => {
        redraw();
        guarded();
        choice.focus();
      }));
    };
    function add(text) {
      const found = find[key](text);
      if (!found) status.textContent = say.unknown;
      else if (chosen[key].includes(found)) status.textContent = say.taken;
      else if (chosen[key].length >= MOST) status.textContent = say.most;
      else {
        chosen[key].push(found);
        redraw();
        guarded();
      }
      choice.value = "";
    }
    redraw();
    const button = element("button", { type: "button", class: "gk-button", onclick: () => choice.decide() }, say.add);
    return element("fieldset", {}, element("legend", {}, title), held, element("p", {}, choice, button));
  }

  const find = {
    // A name that several have is none of them: the list under the field tells them apart.
    a: (text) => {
      const same = [...authorities].filter(([id, one]) => [id, one.name, one.english].includes(text.trim()));
      return same.length === 1 ? same[0][0] : undefined;
    },
    i: (text) => {
      const same = [...lines].filter(([id, one]) => [id, one.label].includes(text.trim()));
      return same.length === 1 ? same[0][0] : undefined;
    },
  };

  function fieldOf(key, label, placeholder, known, search) {
    return (add) => {
      const field = element("input", { type: "text", "aria-label": label, placeholder });
      field.decide = window.gongkaiChooser(field, {
        search: (typed) => search(typed, chosen[key]),
        named: (typed) => window.gongkaiChooser.named(typed, known()),
        several: () => (status.textContent = say.several),
        choose: (id) => add((field.value = id)),
        enter: () => find[key](field.value) && (add(), true),
        lost: async () => ((await search(field.value.trim(), [])).length ? (status.textContent = say.taken) : add()),
      });
      return field;
    };
  }

  const whoField = fieldOf("a", say.who, say.byPlace, () => authorities, (typed, taken) => window.gongkaiChooser.places(typed, authorities, taken));
  const whatField = fieldOf("i", say.what, say.byLine, () => lines, (typed, taken) =>
    window.gongkaiChooser.lines(typed, lines, taken, { name: say.key, ids: index.key }));

  function yearBoxes() {
    const box = (year) => element("label", {}, element("input", { type: "checkbox", value: year,
      checked: chosen.y.includes(year), onchange: (event) => {
        chosen.y = event.target.checked ? [...chosen.y, year].sort() : chosen.y.filter((one) => one !== year);
        guarded();
      } }), String(year));
    const same = element("label", { class: "gk-same" }, element("input", { type: "checkbox", id: "compare-same",
      checked: chosen.s, onchange: (event) => {
        chosen.s = event.target.checked;
        guarded();
      } }), say.same);
    return element("fieldset", {}, element("legend", {}, say.when), element("p", { class: "gk-boxes" }, ...years.map(box)), same);
  }

  async function begin() {
    [index, templates] = await Promise.all(["index", "template"].map((one) => read(kit.english ? `${one}.en` : one)));
    const named = kit.english ? ([, zh, en]) => en || zh : ([, zh]) => zh;
    const names = index.authorities.map(named);
    const twice = new Set(names.filter((name, at) => names.indexOf(name) !== at));
    authorities = new Map(index.authorities.map((one, at) => [one[0], {
      name: twice.has(names[at]) ? names[at] + say.bracketed([one[3], one[0]].filter(Boolean).join(" ")) : names[at], english: one[2], years: one[4],
      note: [one[3], one[0]].filter(Boolean).join(" · "),
    }]));
    lines = new Map(index.lines.map((one) => [one[0], {
      label: named(one), unit: one[3], forms: one[4], group: index.forms[one[4][0]],
      note: [...one[4].map((form) => index.forms[form]), one[3]].filter(Boolean).join(" · "),
    }]));
    years = [...new Set(index.authorities.flatMap((one) => one[4]))].sort();
    fromAddress();
    panel.replaceChildren();
    panel.append(
      chooser("a", say.who, whoField, (one) => authorities.get(one).name),
      chooser("i", say.what, whatField, (one) => lines.get(one).label), yearBoxes(), status);
    panel.hidden = false;
    document.getElementById("compare-off").hidden = true;
    await show();
  }

  begin().catch(() => {
    panel.hidden = true;
  });
})();
