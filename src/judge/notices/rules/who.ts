/** Holds the rule `who`: which customers a notice says are concerned. */
import { rule } from '../rule.ts';
import { sentencesOf } from '../sentences.ts';

export type Audience = 'all' | 'some' | 'none' | 'americas' | 'europe' | 'asia';

const everybody = /\b(?:all|every|each)(?: of)?(?: our| your)?(?: \w+ (?:and|or|\+))? (?:customers?|users?|regions?|visitors?|tenants?|continents?|of you)\b|\b(?:everybody|everyone|worldwide|globally)\b|\band abroad\b/i;
const nobody = /\bno (?:customers?|users?) (?:are|is|were|was) (?:affected|concerned|impacted)\b|\bno customer impact\b/i;
const part = /\b(?:some|certain|several|most|a (?:few|subset|small number|number|fraction) of|a limited number of)(?: of)?(?: our)? (?:\w+ )?(?:customers?|users?|tenants?|accounts?|websites?)\b|\b(?:customers?|users?|tenants?) (?:on|with|of|in) (?:the |our )?(?:\w+ )?(?:tier|plan|edition|package)\b/i;
/** Names of regions, and of the countries that notices most often name. Short forms count in capitals only: "us" is no country. */
const regions: readonly (readonly [Audience, RegExp, RegExp])[] = [
  ['americas', /\b(?:(?:north|south|latin) america|the americas|united states|canada|mexico|brazil)\b/i, /\b(?:US|USA|NA|AMER|LATAM)\b|\bU\.S\./],
  ['europe', /\b(?:europe(?:an)?|united kingdom|great britain|germany|france|spain|italy|netherlands|ireland)\b/i, /\b(?:EU\d?|EMEA|UK)\b/],
  ['asia', /\b(?:asia(?:n|-pacific)?|australia|new zealand|japan|india|china|singapore|korea)\b/i, /\b(?:APAC|APJ|ANZ)\b/],
];
const spared = /\b(?:not|un)[\s-]*(?:be |been )?(?:affected|impacted|concerned|touched)\b/i;

const audiencesOf = (sentence: string): readonly Audience[] => {
  if (nobody.test(sentence)) return ['none'];
  // "Europe and Asia are not affected" is about both, so no seam at "and".
  const concerned = sentence.split(/[,;:]\s|\b(?:but|while|whereas)\b/).filter((piece) => !spared.test(piece)).join(' | ');
  if (everybody.test(concerned)) return ['all'];
  return [...(part.test(concerned) ? (['some'] as const) : []), ...regions.flatMap(([region, name, short]) => (name.test(concerned) || short.test(concerned) ? [region] : []))];
};

export const who = rule<Audience>({
  id: 'who',
  asks: 'Does it say who is concerned?',
  because: 'Customers abroad must not have to guess. Regions, well-known countries, "all", "some" and "no customers" are what notices say; what is said to be "not affected" is left out, and a country that is not listed is missed.',
  decides: { found: true, silent: false },
  read: ({ text }) => {
    const found = new Map<Audience, string>();
    for (const quote of sentencesOf(text)) for (const audience of audiencesOf(quote)) if (!found.has(audience)) found.set(audience, quote);
    return [...found].map(([answer, quote]) => ({ answer, quote }));
  },
});
