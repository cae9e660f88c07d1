/** Holds a strict reader of the small part of XML that a report uses: it throws where XML 1.0 would, and returns the elements in order. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent: string | undefined;
  readonly text: string;
}

/** XML 1.0, production 2: what may stand in a document at all. */
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const token = /<\?xml [^<>]*\?>|<(\/?)([A-Za-z_][\w.-]*)((?:\s+[A-Za-z_][\w.:-]*="[^"<]*")*)\s*(\/?)>|[^<]+/gy;
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const decoded = (text: string): string => {
  if (/&(?!(?:lt|gt|amp|quot|apos|#\d+);)/.test(text)) throw new Error(`a bare ampersand: ${text}`);
  if (text.includes(']]>')) throw new Error(`the end of a CDATA section in text: ${text}`);
  return text.replace(/&(#?)(\w+);/g, (_, hash: string, name: string) => (hash === '' ? (named[name] ?? '') : String.fromCodePoint(Number(name))));
};

const attributesOf = (text: string): Readonly<Record<string, string>> => {
  const pairs = [...text.matchAll(/([\w.:-]+)="([^"]*)"/g)].map((found) => [found[1] ?? '', decoded(found[2] ?? '')] as const);
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new Error(`an attribute stands twice: ${text}`);
  return Object.fromEntries(pairs);
};

export const readXml = (xml: string): readonly Element[] => {
  const bad = forbidden.exec(xml);
  if (bad !== null) throw new Error(`a character that XML forbids at ${bad.index}`);
  const elements: { name: string; attributes: Readonly<Record<string, string>>; parent: string | undefined; text: string }[] = [];
  const open: (typeof elements)[number][] = [];
  token.lastIndex = 0;
  let at = 0;
  for (let found = token.exec(xml); found !== null; found = token.exec(xml)) {
    at = token.lastIndex;
    const [all, closing, name, attributes = '', alone] = found;
    if (name === undefined) {
      if (!all.startsWith('<?xml')) {
        const inside = open.at(-1);
        if (inside !== undefined) inside.text += decoded(all);
        else if (all.trim() !== '') throw new Error(`text outside the root: ${all}`);
      }
    } else if (closing === '/') {
      const last = open.pop();
      if (last?.name !== name) throw new Error(`expected the end of ${last?.name}, got ${name}`);
    } else {
      const element = { name, attributes: attributesOf(attributes), parent: open.at(-1)?.name, text: '' };
      elements.push(element);
      if (alone !== '/') open.push(element);
    }
  }
  if (at !== xml.length) throw new Error(`not XML from ${at}: ${xml.slice(at, at + 80)}`);
  if (open.length > 0) throw new Error(`never closed: ${open.map((one) => one.name).join(', ')}`);
  return elements;
};
