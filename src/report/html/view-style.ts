/** Holds the style of the three views: one is shown at a time, that of the link which was followed last; on paper and in old browsers all are. */

export const views = ['manager', 'engineer', 'customers'] as const;

/** A view is open where it, or anything in it, is what the address names; the manager's where no view is named. */
const open = (view: string): string => (view === 'manager' ? 'body:not(:has(.view:not(#manager):target,.view:not(#manager) :target))' : `body:has(#${view}:target,#${view} :target)`);

export const viewStyle = `
.views{position:sticky;top:0;z-index:1;background:var(--page);padding:8px 0;margin:0 0 12px}
.views ul{display:flex;gap:6px;margin:0;padding:0;flex-wrap:nowrap;font-size:.95rem}
.views a{display:block;padding:7px 14px;border:1px solid var(--line);border-radius:8px;background:var(--sheet);text-decoration:none;font-weight:600}
html{scroll-padding-top:70px}
.view>h2{margin:6px 2px 12px}
.beside{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.2fr);gap:8px 34px;align-items:start}.curves{max-width:440px}
.aim{stroke:var(--bad-ink);stroke-width:1.2;stroke-dasharray:4 3;fill:none}
.bar.said{fill:var(--link)}.bar.against{fill:var(--bad-ink);stroke:var(--sheet);stroke-width:1}.number{fill:var(--sheet);font-weight:700}
.counts{list-style:none;display:flex;flex-wrap:wrap;gap:4px 24px;margin:0 0 16px;padding:0}.counts b{font-size:1.25rem}
.found{margin:6px 0;padding-left:20px}.contradicts{display:block;margin-top:4px}
.story tbody th,.notices tbody th{font-variant-numeric:tabular-nums;white-space:nowrap}.story td:nth-child(2){width:24%}.work tbody th{width:60%}
@media (max-width:640px){.beside{grid-template-columns:minmax(0,1fr)}.views a{padding:7px 10px}}
@media screen{@supports selector(:has(a)){.view{display:none}
${views.map((view) => `${open(view)} #${view}{display:block}${open(view)} .views a[href="#${view}"]{background:var(--link);color:var(--sheet);border-color:var(--link)}`).join('\n')}}}
@media print{.views{display:none}.view+.view{break-before:page}.counts{gap:2pt 18pt}}`;
