/** Holds scrubbing partner A as a service. */
import { createRulesA } from './rules-a.ts';
import { partnerService } from './server.ts';

export default partnerService('partner-a', createRulesA);
