/** Holds the parts that a report of an incident must have, each found by a plain rule in its text. */

export interface ReportPart {
  readonly id: string;
  readonly title: string;
  /** Why a customer who files the report needs it. */
  readonly why: string;
  isIn(text: string): boolean;
}

const clock = /\b\d{1,2}[:.]\d{2}\b/g;
const day = /\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}\.? (?:january|february|march|april|may|june|july|august|september|october|november|december)\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}\b/i;
const sentences = (text: string): readonly string[] => text.split(/(?<=[.!?])\s+|\n+/);

/** What Azure's and Google's published reviews of incidents have in common, and ISO 27001 A.5.27 asks to be learnt from. */
export const reportParts: readonly ReportPart[] = [
  { id: 'timeline', title: 'Timeline', why: 'when it began, was noticed, and was over', isIn: (text) => (text.match(clock) ?? []).length >= 2 },
  { id: 'cause', title: 'Cause', why: 'what made it happen', isIn: (text) => /\b(?:root cause|caused by|was caused|the cause|because (?:of )?|triggered by|due to)\b/i.test(text) },
  { id: 'impact', title: 'Impact', why: 'who was affected, by what, how much', isIn: (text) => sentences(text).some((sentence) => /\b(?:affected|impact(?:ed)?|unavailable|could not|failed|errors?)\b/i.test(sentence) && /\b(?:customers?|users?|requests?|%|percent|minutes?|hours?|all|no data)\b/i.test(sentence)) },
  { id: 'changes', title: 'What changes', why: 'what is done so that it does not happen again', isIn: (text) => sentences(text).some((sentence) => /\b(?:we (?:will|have|are)|will be|action)\b/i.test(sentence) && /\b(?:add|improv|chang|practi[sc]|increas|fortif|automat|review|test|introduc|move|separate|fix|extend|harden|drill|exercise)/i.test(sentence)) },
  { id: 'by-when', title: 'By when', why: 'so that a customer can follow it up', isIn: (text) => sentences(text).some((sentence) => /\b(?:by|within|until|before|end of|due)\b/i.test(sentence) && (day.test(sentence) || /\b\d+ (?:days?|weeks?|months?)\b|\bQ[1-4]\b|\b(?:next|this) (?:week|month|quarter)\b/i.test(sentence))) },
];

export const missingParts = (text: string): readonly ReportPart[] => reportParts.filter((part) => !part.isIn(text));
