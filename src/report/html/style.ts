/** Holds the page's style sheet: light, dark and paper. */
import { pictureStyle } from './picture-style.ts';
import { tableStyle } from './table-style.ts';
import { viewStyle } from './view-style.ts';

/** Every pair of text and background meets WCAG AA (4.5 : 1). */
export const colours = `
:root{color-scheme:light dark;--page:#f6f7f9;--sheet:#fff;--ink:#18212b;--soft:#54606d;--line:#dde2e8;--link:#0b57a4;
--good:#e1f3e6;--good-ink:#135428;--fair:#fcf2c8;--fair-ink:#5d4a00;--poor:#fde6d2;--poor-ink:#7b3506;--bad:#fbdfe0;--bad-ink:#8b1520;--none:#e8ebef;--none-ink:#3d4854;
--ok:#a9cbe8;--lost:#f3b6b3;--flood:#c9a0d8;--fault:#b94a41;--diverted:#2f7d5a;--decoy:#68707b;--control:#68707b;--hold:#87670f;--mark:#18212b}
@media screen and (prefers-color-scheme:dark){:root{--page:#11161c;--sheet:#191f27;--ink:#e8ecf0;--soft:#a5b0bc;--line:#303944;--link:#86bdf2;
--good:#173d26;--good-ink:#b7ebc6;--fair:#463a08;--fair-ink:#f7e397;--poor:#502a0c;--poor-ink:#ffd1a8;--bad:#57191f;--bad-ink:#ffc9cb;--none:#2b343f;--none-ink:#cbd3db;
--ok:#2f5f87;--lost:#80363a;--flood:#73498a;--fault:#e08379;--diverted:#62b58d;--decoy:#99a2ad;--control:#99a2ad;--hold:#d9b04a;--mark:#e8ecf0}}`;

const text = `
*{box-sizing:border-box}
html{background:var(--page);scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:var(--ink);overflow-wrap:anywhere}
header .lead,main,footer{max-width:1120px;margin:0 auto;padding:0 28px}
h1{font-size:1.25rem;line-height:1.3;font-weight:600;margin:0 0 14px}
h2{font-size:1.3rem;line-height:1.3;margin:0 0 10px;letter-spacing:-.01em}
h3{font-size:1rem;margin:22px 0 4px}
p{margin:0 0 10px;max-width:75ch}
a{color:var(--link);text-underline-offset:2px}
a:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
code{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--none);color:var(--none-ink);padding:1px 5px;border-radius:4px}
small{display:block;font-size:.82rem;font-weight:400;color:var(--soft);line-height:1.4}
section{background:var(--sheet);border:1px solid var(--line);border-radius:12px;padding:22px 26px;margin:0 0 18px}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.quiet,.note{color:var(--soft)}.note{font-size:.9rem}
.kicker{margin:30px 0 2px;font-size:.9rem;color:var(--soft)}
footer{padding-top:6px;padding-bottom:36px;color:var(--soft);font-size:.87rem}`;

const top = `
.banners{list-style:none;margin:0;padding:0}
.banners li{padding:11px max(28px,calc((100% - 1064px)/2));border-bottom:1px solid var(--page);font-size:.95rem}
.banners strong{margin-right:.5em}
.banners .none{background:#2b3948;color:#fff}.banners .poor{background:#8a3d05;color:#fff}.banners .bad{background:#97121f;color:#fff}
.verdict{border-radius:12px;padding:18px 26px;margin:0 0 18px}
.nb{white-space:nowrap}.verdict p{margin:0;text-wrap:pretty;font-size:1.05rem}.verdict .outcome{font-size:1.75rem;line-height:1.25;font-weight:650;letter-spacing:-.015em;margin:0 0 5px;max-width:none}
.aside{font-weight:400}
.verdict,.chip,.letter{background:var(--none);color:var(--none-ink)}
.good.verdict,.good.chip,.good .letter{background:var(--good);color:var(--good-ink)}
.fair.verdict,.fair.chip,.fair .letter{background:var(--fair);color:var(--fair-ink)}
.poor.verdict,.poor.chip,.poor .letter{background:var(--poor);color:var(--poor-ink)}
.bad.verdict,.bad.chip,.bad .letter{background:var(--bad);color:var(--bad-ink)}
.chip{display:inline-block;padding:1px 9px;border-radius:5px;font-size:.85rem;font-weight:650;white-space:nowrap}
#capabilities{background:none;border:0;padding:0}
.cards{list-style:none;margin:0;padding:0;display:grid;gap:18px;grid-template-columns:repeat(auto-fit,minmax(min(280px,100%),1fr))}
.card{background:var(--sheet);border:1px solid var(--line);border-radius:12px;padding:18px 22px;display:flex;flex-direction:column}
.card h3{margin:0 0 10px;font-size:1.1rem}
.card .rating{display:flex;gap:11px;align-items:center;font-weight:600;line-height:1.3}
.letter{flex:none;width:40px;height:40px;border-radius:9px;font-size:1.3rem;font-weight:700;display:grid;place-items:center}
.card .sentence{text-wrap:pretty;margin-bottom:14px}
.score{margin:auto 0 0;display:flex;align-items:center;gap:12px;font-size:.9rem;color:var(--soft)}.score b{color:var(--ink)}.score>span:last-child{white-space:nowrap}
.meter{flex:1;height:6px;border-radius:3px;background:var(--line);overflow:hidden}.meter span{display:block;height:100%;background:var(--soft)}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(215px,100%),1fr));gap:12px 26px;margin:20px 0 22px;padding:0 2px}
.facts dt{font-size:.82rem;color:var(--soft)}.facts dd{margin:0;font-size:.95rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:6px 20px;margin:0 0 20px;padding:0 2px;font-size:.92rem}
.findings{margin:0;padding:0;list-style:none}.findings li{display:grid;grid-template-columns:76px 1fr;gap:12px;padding:9px 0;border-top:1px solid var(--line);align-items:baseline}
.findings li:first-child{border-top:0}.findings small{overflow-wrap:anywhere}.rulings{margin:0;padding-left:20px}.findings .chip{text-align:center;padding:1px 0}
.terms{margin:0;columns:2 340px;column-gap:40px;font-size:.9rem}.terms div{break-inside:avoid;margin-bottom:9px}.terms dt{font-weight:600}.terms dd{margin:0;color:var(--soft)}`;

const small = `
@media (max-width:640px){.facts{grid-template-columns:1fr 1fr}header .lead,main,footer{padding-left:14px;padding-right:14px}section,.verdict,.card{padding:16px}.banners li{padding:10px 16px}.verdict .outcome{font-size:1.4rem}.findings li{grid-template-columns:1fr;gap:4px}.findings .chip{justify-self:start;padding:1px 9px}}`;

const paper = `
@media print{@page{margin:14mm}html,body{background:#fff;font-size:10.5pt}header .lead,main,footer{max-width:none;padding:0}nav{display:none}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}section{border:0;padding:0;margin:0 0 16pt}.kicker{margin-top:10pt}
h2,h3,caption{break-after:avoid}.card,.verdict,figure,tr,.findings li,.banners li{break-inside:avoid}thead{display:table-header-group}tbody tr:first-child{break-before:avoid}table{font-size:9pt}th,td{padding:5pt 10pt 5pt 0}.cards{gap:10pt}.facts{grid-template-columns:repeat(4,1fr)}
#metrics,#evidence{break-before:page}.cards{grid-template-columns:repeat(3,1fr)}.banners li{padding:6pt 10pt}a{color:inherit;text-decoration:none}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}`;

export const style = [colours, text, top, tableStyle, pictureStyle, small, paper, viewStyle].join('');
