/** Holds how a sentence tells of trouble: that there is some, or was; and the words of which notices are full and that name nothing. */

const oneOf = (...words: readonly string[]) => String.raw`\b(?:${words.join('|')})\b`;

/** Trouble as customers meet it; a word with "not" before what ought to work is trouble as well. */
export const trouble = new RegExp(
  [
    oneOf(
      'slow(?:er|ly)?', 'down', 'offline', 'unreachable', 'unavailable', 'errors?', 'time-?outs?', 'timed? out', 'intermittent\\w*', 'outages?', 'problems?', 'issues?', 'hiccups?', 'late', 'missing', 'empty', 'stale', 'stuck', 'broken', 'unable', 'up and down',
      'fail\\w*', 'disturb\\w*', 'disrupt\\w*', 'interrupt\\w*', 'delay\\w*', 'degrad\\w*', 'reject\\w*', 'refus\\w*', 'block\\w*', 'crash\\w*', 'declin\\w*', 'overload\\w*', 'los(?:e|es|t|ing)', 'drop(?:s|ped)?', '(?:has|have) stopped', '(?:returns?|shows?) nothing',
      'affect(?:s|ed|ing)?', 'impact(?:s|ed|ing)?',
    ),
    String.raw`\b(?:not|n't|cannot) (?:be |been |being )?(?:fully |always |yet )?(?:` +
      String.raw`reach\w*|work\w*|load\w*|log|sign|resolve[ds]?|good|open\w*|available|respond\w*|hear|answer\w*|deliver\w*|send|access\w*|connect\w*|complete\w*|show\w*|see|back)\b`,
  ].join('|'),
  'i',
);

export const recovered = new RegExp(
  oneOf(
    'restored', 'resolved', 'recovered', 'corrected', 'fixed', 'switched on', 'back to normal', 'returned to normal', 'back up', 'up again', 'ok again', 'operati(?:ng|onal)(?: normally| as expected)?', '(?:is|are|run|runs) (?:as usual|normally)', '(?:is|are) available', 'fully available',
    'all is well', "we(?:'re| are) back", 'has ended', 'ended', 'is over', 'been closed', 'closed', 'should be fine', 'no known outage', 'works? (?:normally |well )?again', 'working (?:normally|again|as (?:usual|expected))', 'work normally',
    '(?:loading|available|reachable) (?:again )?for (?:everyone|everybody|all)',
  ),
  'i',
);

/** What isn't so, or would be so only in some case. */
export const supposed = /^(?:if|when|should|in case)\b|\bwould\b|\bno (?:data|customers?|users?|known|impact|loss)\b|\bnot (?:lost|affected|impacted|concerned)\b|\bhow to\b/i;

/** Words that stand in every notice; a sentence that has no other names nothing that a customer uses. */
const hollow = new Set(
  (
    'a an the this that these those it its we our us you your they them their there here who whom which what some any all every each most many several few one more most no not nor none other another ' +
    'i am is are was were be been being has have had do does did can could may might must shall should will would cannot and or but so as of in on at to for from with by about into over under after before since until during between due because while than ' +
    'now today currently present moment again still yet already soon back once then last friday monday tuesday wednesday thursday saturday sunday week day days hour hours minute minutes time utc gmt cet est pst pm ' +
    'service services system systems incident incidents issue issues problem problems inconvenience customer customers user users people visitors team engineers everything something situation cause root network attack traffic event impact impacted affected affecting affects experience experiencing experienced reports report reported investigating investigate investigated investigation identified monitoring working work working aware looking apologise apologize sorry regret thank patience caused causing known seen see continue continuing closed resolved restored fixed fix taken measures happen happened update updates information news drill exercise test acme status following next'
  ).split(' '),
);

/** Whether a sentence names something: a word that is neither hollow nor trouble itself. */
export const namesSomething = (sentence: string): boolean =>
  (sentence.replaceAll(new RegExp(trouble, 'gi'), ' ').toLowerCase().match(/\b[a-z][a-z'-]+\b/g) ?? []).some((word) => word.length > 1 && !hollow.has(word));
