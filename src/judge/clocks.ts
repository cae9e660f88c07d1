/** Holds the rubric's clocks of a history, each derived once: where each stage of a drill began and what proves it. */
export { perHistory, heldAt } from './derive/per-history.ts';
export type { Mark } from './derive/per-history.ts';
export { attackOf, firstToNotice } from './derive/onset.ts'; //               T0, and the attack's end
export { breachBetween, impactOf, recoveryMsOf, recoveryOf } from './derive/suffering.ts'; // Ti, Tr
export { correctAlert, falseAlarms, newAlerts } from './derive/alerts.ts'; // Td
export { milestone } from './derive/milestones.ts'; //                        Ta, Tdecl
export { commandOf, failbackCommandOf } from './derive/commands.ts'; //       Tc
export { diversionOf, failbackOf, isPartner, mainEntry, partnerOf, probesOf, settledFrom } from './derive/paths.ts'; // Tdiv, Tback
export { attackShare, countersOf, mitigationOf } from './derive/origin.ts'; // Tm
export { declarationOf, incidentFrom, mailChannel, mailFailure, pageChannel, proofsOf, toldOf } from './derive/notices.ts';
export { compressionOf, objectiveOf, usersBetween, usersOf } from './derive/users.ts';
export { stagedOf, isDecoy, isReal, attackGenerators, declaredGone } from './derive/injects.ts';
export type { Staged } from './derive/injects.ts';
export type { Told } from './derive/notices.ts';
