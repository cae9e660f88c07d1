/** Holds the list of trackers to which findings can be exported. */
import { github } from './github.ts';
import { jira } from './jira.ts';

export const trackers = { jira, github };
export type TrackerName = keyof typeof trackers;
