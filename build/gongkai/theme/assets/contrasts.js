/* Contrasts: the chart of a comparison, by the recipes of the prepared ones: a bar each in one year, a row of columns
   each over several. */
(() => {
  "use strict";
  const kit = window.gongkai;
  const LINE = 15; // from one line of a name to the next
  const say = kit.english
    ? { nothing: "no comparable number", highest: (y, n) => `highest in ${y}: ${n}`, latest: (y, n) => `latest, ${y}: ${n}`,
        semi: "; " }
    : { nothing: "没有可比的数", highest: (y, n) => `${y} 年最高 ${n}`, latest: (y, n) => `最近 ${y} 年 ${n}`, semi: "；" };

  function highest(row) {
    const numbers = row.filter((each) => each.value !== null);
    if (!numbers.length) return say.nothing;
    const most = numbers.reduce((one, other) => (other.value > one.value ? other : one));
    const last = numbers.at(-1);
    return [say.highest(most.year, most.signed), ...(last === most ? [] : [say.latest(last.year, last.signed)])].join(say.semi);
  }

  function rowsOf(row, at) {
    const said = highest(row);
    let before = null;
    return row.map((each) => {
      const kind = each.value !== null ? "number" : each.report ? "hatched" : "none";
      const turn = before && each.form && each.form !== before ? each.form : "";
      before = each.form || before;
      return { key: String(at).padStart(4, "0"), label: each.name, year: String(each.year), value: each.value,
        note: each.signed, kind, form: each.form, turn, said };
    });
  }

  /* Names are broken as labels.py breaks them: by the kind of character, whatever the font. */

  const wide = (text) => [...text].reduce((sum, one) => sum + (/[\u2e80-\uffef]/.test(one) ? 13 : 8.06), 0);

  function broken(name, room) {
    const lines = [""];
    for (const piece of name.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) ?? []) {
      if (lines.at(-1) && wide((lines.at(-1) + piece).trim()) > room) lines.push("");
      lines[lines.length - 1] += piece;
    }
    return lines.map((line) => line.trim()).join("\n");
  }

  function fitted(spec, rows) {
    for (const row of rows) row.shown = broken(row.label, spec.width ? Math.max(90, spec.width - wide(row.note) - 10) : 320);
    const above = LINE * Math.max(...rows.map((row) => row.shown.split("\n").length - 1));
    const high = spec.height ? { height: { step: spec.height.step + above } } : { spacing: spec.spacing + above };
    return { ...spec, ...high, params: [{ name: "above", value: above }, { name: "below", value: 0 }], data: { values: rows } };
  }

  function recipeOf(one, templates, tenfold) {
    if (one.years.length === 1) return templates.compare;
    const numbers = one.rows.flat().map((each) => each.value).filter(Boolean).sort((a, b) => a - b);
    const middle = (numbers[(numbers.length - 1) >> 1] + numbers[numbers.length >> 1]) / 2;
    return numbers.at(-1) > tenfold * middle ? templates.compare_own : templates.compare_years;
  }

  kit.contrast = (one, templates, tenfold) => {
    const { spec, key } = recipeOf(one, templates, tenfold);
    return { key, spec: fitted(spec, one.rows.flatMap(rowsOf)) };
  };
})();
