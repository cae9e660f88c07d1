/** Holds the style of the timeline picture and of its legend. */

export const pictureStyle = `
figure{margin:0}
.timeline{display:block;width:100%;height:auto;fill:var(--ink);font-family:inherit}.slim{display:none}
.timeline .tick{fill:var(--soft)}.timeline .panel{fill:var(--soft);font-weight:600;paint-order:stroke;stroke:var(--sheet);stroke-width:5px;stroke-linejoin:round}
.timeline .label{paint-order:stroke;stroke:var(--sheet);stroke-width:3px;stroke-linejoin:round}.timeline .inside{fill:var(--sheet);stroke:none}
.end{text-anchor:end}.mid{text-anchor:middle}
.ok{fill:var(--ok)}.lost{fill:var(--lost)}.flood{fill:var(--flood)}.empty{fill:none;stroke:var(--soft);stroke-dasharray:2 2}
.grid{stroke:var(--line);fill:none}.axis{stroke:var(--soft);fill:none}
.bar.fault{fill:var(--fault)}.bar.diverted{fill:var(--diverted)}.bar.decoy{fill:var(--decoy)}.bar.control{fill:var(--control)}.bar.hold{fill:var(--hold)}
.shade{opacity:.16}.shade.diverted{fill:var(--diverted)}.shade.decoy{fill:var(--decoy)}.shade.control{fill:var(--control)}.shade.hold{fill:var(--hold)}
.hatch{stroke:var(--hold);stroke-width:1.4;opacity:.55}
.leader{stroke:var(--mark);stroke-width:1;stroke-dasharray:2 2;opacity:.55;fill:none}
.g-alert{fill:var(--bad-ink)}.g-milestone{fill:var(--link)}.g-notice{fill:var(--good-ink)}.g-note,.g-cluster{fill:var(--soft)}.g-abort{fill:none;stroke:var(--bad-ink);stroke-width:2.4}
.leader.l-abort{stroke:var(--bad-ink);stroke-width:2;stroke-dasharray:none;opacity:1}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;margin:10px 0 8px;padding:0;font-size:.85rem;color:var(--soft)}
.legend li{display:flex;gap:6px;align-items:center}
figcaption{font-size:.9rem;color:var(--soft)}
@media screen and (max-width:640px){.broad{display:none}.slim{display:block}}`;
