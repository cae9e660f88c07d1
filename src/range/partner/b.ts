/** Holds scrubbing partner B as a service. */
import { createRulesB } from './rules-b.ts';
import { partnerService } from './server.ts';

export default partnerService('partner-b', createRulesB);
