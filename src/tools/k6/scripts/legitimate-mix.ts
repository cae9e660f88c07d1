/** Holds the mix of legitimate traffic, for the script that sends it and for the model of it. */

/** Per cent. Anonymous browsing 60, logged-in 20, search 8, API and webhook partners 7, case creation and checkout 3, monitors 2. */
export const mix = [
  ['communities.browse', 40],
  ['social.browse', 20],
  ['communities.member', 13],
  ['social.member', 5],
  ['communities.login', 2],
  ['communities.search', 8],
  ['communities.api', 5],
  ['social.api', 2],
  ['portal.case', 1.5],
  ['communities.checkout', 1.5],
  ['communities.monitor', 1],
  ['social.monitor', 1],
] as const;

export type KindOfVisit = (typeof mix)[number][0];
