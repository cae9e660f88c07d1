/** Holds the contract of the `http` capability: one fresh request, and never a rejection. */
import { expect } from 'chai';
import type { Http } from '../../src/ports/http.ts';

export interface HttpUnderTest {
  readonly http: Http;
  /** A URL that answers 200. */
  readonly good: string;
  /** A URL where nobody listens. */
  readonly nobody: string;
  close(): Promise<void>;
}

export function httpContract(name: string, make: () => Promise<HttpUnderTest>): void {
  describe(`http of ${name}`, () => {
    let made: HttpUnderTest;
    before(async () => {
      made = await make();
    });
    after(() => made.close());
    const soon = () => AbortSignal.timeout(5000);

    it('answers with status, headers and body', async () => {
      const answer = await made.http.fetch({ url: made.good }, soon());
      expect(answer.status).to.equal(200);
      expect(answer.body).to.not.equal('');
      expect(answer.ms).to.be.greaterThan(0);
      expect(answer.error).to.equal(undefined);
    });

    it('turns no answer into status 0 with its reason', async () => {
      const answer = await made.http.fetch({ url: made.nobody }, soon());
      expect(answer.status).to.equal(0);
      expect(answer.error).to.match(/./);
    });

    it('turns a stop into status 0 as well', async () => {
      const answer = await made.http.fetch({ url: made.good }, AbortSignal.abort(new Error('enough')));
      expect(answer.status).to.equal(0);
      expect(answer.error).to.match(/./);
    });
  });
}
