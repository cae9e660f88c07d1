/** Holds the style of tables: ruled lightly on a wide screen, a list of cards on a narrow one. */

export const tableStyle = `
table{border-collapse:collapse;width:100%;font-size:.92rem;line-height:1.45}
caption{text-align:left;color:var(--soft);font-size:.87rem;padding:0 0 6px}
th,td{text-align:left;vertical-align:top;padding:9px 16px 9px 0;border-top:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
thead th{font-size:.82rem;font-weight:600;color:var(--soft);border-top:0;padding-top:2px;padding-bottom:5px;white-space:nowrap}
tbody th{font-weight:500}
.value{font-weight:650}.bounds span{display:block;white-space:nowrap}.bounds b{display:inline-block;width:1.3em;font-weight:600;color:var(--soft)}
.critical{font-size:.78rem;color:var(--soft);border:1px solid var(--line);border-radius:4px;padding:0 5px;white-space:nowrap;font-weight:400}
.metrics tbody th{width:32%}.metrics td{font-variant-numeric:tabular-nums}.metrics td:nth-child(2),.metrics td:nth-child(3){width:12%}
.objectives tbody th{width:44%}.objectives td:nth-child(2),.objectives td:nth-child(3){width:17%}
.metrics td:nth-child(6){min-width:7.5em;overflow-wrap:break-word}.evidence td:nth-child(3),.evidence td:nth-child(4){min-width:9.5em}
.events th,.evidence th,.evidence td:nth-child(2){font-variant-numeric:tabular-nums;white-space:nowrap}
.events{margin-top:16px}.evidence{font-size:.87rem}
.evidence tr:target,.evidence tr:target th{background:var(--fair);color:var(--fair-ink)}
@media screen and (max-width:640px){
table,tbody,tr,th,td,caption{display:block;width:auto!important}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{border-top:1px solid var(--line);padding:10px 0}tbody th,td{border:0;padding:2px 0;white-space:normal!important}tbody th{font-weight:600;padding-bottom:4px}
.events tr,.evidence tr{display:flex;flex-wrap:wrap;gap:0 12px}.events td:nth-child(3),.evidence td:nth-child(5){flex-basis:100%}
td[data-head]{display:grid;grid-template-columns:88px 1fr;gap:10px}td[data-head]::before{content:attr(data-head);color:var(--soft);font-size:.85rem}}`;
