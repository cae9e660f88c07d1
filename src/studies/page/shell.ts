/** Holds what the pages of studies share: self-contained, readable on paper, and marked as simulated before anything else. */
import { html, Markup, type Part } from '../../report/html/markup.ts';
import { style } from '../../report/html/style.ts';

export interface Shell {
  /** What kind of page it is, in a word. */
  readonly kind: string;
  readonly title: string;
  readonly about: Part;
  readonly main: Part;
  readonly footer: Part;
  /** Style beside that of every page. */
  readonly own: string;
}

export const shell = ({ kind, title, about, main, footer, own }: Shell): string => `<!doctype html>\n${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Simulated ${kind} · ${title}</title>
<style>${new Markup(style + own)}</style>
</head>
<body>
<header><ul class="banners"><li class="none"><strong>Simulated</strong> <span>No real system took part: every number comes from a model, and says what the model says.</span></li></ul>
<div class="lead"><p class="kicker">gameday ${kind}</p><h1>${title}</h1><p>${about}</p></div></header>
<main>
${main}
</main>
<footer>${footer}</footer>
</body>
</html>`.html}\n`;
