/** Holds the tests of the hotline's switchboard: which calls wait for somebody, while lines ring, go to voicemail and are answered. */
import { expect } from 'chai';
import { createSwitchboard, managersLine } from '../../src/range/hotline/switchboard.ts';

describe('the switchboard', () => {
  it('names the calls that wait, in the order in which they came, until each was answered, called back or given up', () => {
    let nowMs = 0;
    const board = createSwitchboard({ lines: [{ name: 'support', lines: 3 }], voicemailAfterMs: 1000 }, () => nowMs);
    const waiting = () => board.waiting().map(({ id, state }) => `${id} ${state}`);
    for (const id of ['a', 'b', 'c', 'd']) board.dial(id, 'support');
    board.dial('m', managersLine);
    expect(waiting()).to.deep.equal(['a ringing', 'b ringing', 'c ringing', 'm ringing']);
    board.answer('b', 'we know');
    board.hangUp('c');
    nowMs = 1000;
    // What rings too long goes to voicemail, but for an account manager's own telephone.
    expect(waiting()).to.deep.equal(['a voicemail', 'm ringing']);
    board.callBack('a', 'we know');
    expect(waiting()).to.deep.equal(['m ringing']);
    expect(board.calls().map(({ id, state }) => `${id} ${state}`)).to.deep.equal(['a voicemail', 'b answered', 'c abandoned', 'd busy', 'm ringing']);
    board.forget();
    expect(waiting()).to.deep.equal([]);
  });
});
