/** Holds the shop's users as its team would write them for k6: most look, some read how to pay. `drill.yaml` names these functions and their shares. */
import { fail } from 'k6';
import http from 'k6/http';

const shop = __ENV['GAMEDAY_TARGET'];

export function look(): void {
  http.get(`${shop}/`);
}

/** What an answer with status 200 lacks, only its reader knows: what throws here counts as failed. */
export function pay(): void {
  const answer = http.get(`${shop}/pay`);
  if (answer.status === 200 && !JSON.stringify(answer.json('pay')).includes('card')) fail('nobody can pay by card');
}
