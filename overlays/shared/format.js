/** Numbers, places and sentences in the Broadcaster's language. */

/** Return the functions that write numbers as the settings and labels want it. */
export function formatter(labels, settings) {
  const words = known(labels.language, "en");
  const language = known(settings.language || labels.language, words);
  const counts = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const plural = new Intl.PluralRules(words);
  const ordinal = new Intl.PluralRules(words, { type: "ordinal" });
  const count = (n) => counts.format(n);

  return {
    count,
    points: pointsWriter(language, settings.decimals || 0),
    money: (micros, currency) => money(language, micros, currency),
    /** A counted phrase: the form of `key` that the number needs. */
    counted: (key, n, shown = count(n)) => {
      const form = labels[`${key}_${plural.select(n)}`] || labels[`${key}_other`];
      return fillText(form, { n: shown });
    },
    place: (rank) => {
      const form = labels[`place_${ordinal.select(rank)}`] || labels.place_other;
      return fillText(form, { n: count(rank) });
    },
  };
}

/** Points come in thousandths; what is not shown is cut off, never rounded up. */
function pointsWriter(language, decimals) {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const numbers = new Intl.NumberFormat(language, digits);
  const unit = 10 ** (3 - decimals);
  return (thousandths) => {
    // "+ 0" makes plain zero of the negative zero that half a point below leaves.
    const shown = Math.trunc(thousandths / unit) / 10 ** decimals + 0;
    return numbers.format(shown);
  };
}

function money(language, micros, currency) {
  const amount = micros / 1e6;
  try {
    const style = { style: "currency", currency, currencyDisplay: "narrowSymbol" };
    return new Intl.NumberFormat(language, style).format(amount);
  } catch {
    // A currency that is none: the platform's own code, as it came.
    return `${new Intl.NumberFormat(language).format(amount)} ${currency}`;
  }
}

function known(language, otherwise) {
  try {
    return Intl.getCanonicalLocales(language)[0] || otherwise;
  } catch {
    return otherwise;
  }
}

/** Put texts into a pattern like "{n} points". */
export function fillText(pattern, texts) {
  return pattern.replace(/\{(\w+)\}/g, (whole, key) => texts[key] ?? whole);
}

/** Put texts and elements into a pattern; returns nodes, never markup. */
export function fillNodes(pattern, parts) {
  return pattern.split(/(\{\w+\})/).map((piece) => {
    const key = piece.startsWith("{") ? piece.slice(1, -1) : null;
    return key !== null && key in parts ? parts[key] : piece;
  });
}
