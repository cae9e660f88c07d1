/**
 * Holds forty notices of all kinds with what a careful reader finds in each; written and labelled before there was any rule, and not to be fitted to one.
 * Names, addresses and hosts are made up (RFC 2606, RFC 5737); kinds and tone follow public status pages, SMS alerts, call scripts and post-incident reports.
 */
/** Where customers can be told, or can turn to. `hotline` is a call in either direction. */
export type ChannelWord = 'status-page' | 'email' | 'portal' | 'hotline' | 'social' | 'sms' | 'account-manager';
/** A time of day in 24 h as it is written, without its zone; or a time from when it was written. */
export type Next = { readonly at: string } | { readonly inMs: number };

export interface Label {
  /** Whether it says that it is a drill, and by its name which. */
  readonly drill: 'unmarked' | 'marked' | 'named';
  /** Whether a reader learns which product, service or function suffers (or suffered). */
  readonly affected: boolean;
  /** Whom it concerns: regions, `all`, `some`, `none`; empty where it doesn't say. */
  readonly who: readonly string[];
  /** Whether it says what to do, if only "nothing". */
  readonly act: boolean;
  /** The channel that it calls the one to follow for news, and the one for when that fails. */
  readonly authority: ChannelWord | null;
  readonly fallback: ChannelWord | null;
  readonly next: Next | null;
  /** Where it sends customers, for news or for help; not where it tells them not to go. */
  readonly sends: readonly ChannelWord[];
  readonly state: 'ongoing' | 'restored' | null;
  /** Words that should have stayed inside: hosts, addresses, people, contracts. */
  readonly leaks: readonly string[];
}

export interface Labelled extends Label {
  readonly id: string;
  readonly kind: 'status page' | 'mail' | 'sms' | 'social post' | 'call script' | 'hotline announcement' | 'final report';
  readonly text: string;
}

const min = 60_000;
const hour = 60 * min;
/** Where nothing is said; each notice then says what it has. */
const silent: Label = { drill: 'unmarked', affected: false, who: [], act: false, authority: null, fallback: null, next: null, sends: [], state: null, leaks: [] };
export const notice = (id: string, kind: Labelled['kind'], text: string, said: Partial<Label>): Labelled => ({ id, kind, text, ...silent, ...said });

export const labelled: readonly Labelled[] = [
  notice('page-good', 'status page',
    '[DRILL lithium-2013] Communities slow or unreachable. Customers in North America may see errors when they open their community; Europe and Asia are not affected. You need not do anything; posts that you write now are saved. This page is where we publish first; if you can not reach it, follow @acme_status on social media. Next update by 14:45 UTC.',
    { drill: 'named', affected: true, who: ['americas'], act: true, authority: 'status-page', fallback: 'social', next: { at: '14:45' }, sends: ['status-page', 'social'], state: 'ongoing' }),
  notice('page-vague', 'status page',
    'We are investigating an issue. We apologise for the inconvenience.',
    { state: 'ongoing' }),
  notice('page-first', 'status page',
    'DRILL - DRILL - DRILL. We are investigating reports of slow page loads on communities. More information to follow.',
    { drill: 'marked', affected: true, state: 'ongoing' }),
  notice('page-scoped', 'status page',
    'This is an exercise (game day "Blackout Friday"). Unusual traffic overloads our network edge. All customers may see errors when signing in or searching. Please retry after a few minutes. Next update in 20 minutes on this page.',
    { drill: 'named', affected: true, who: ['all'], act: true, authority: 'status-page', next: { inMs: 20 * min }, sends: ['status-page'], state: 'ongoing' }),
  notice('page-leak-host', 'status page',
    '[DRILL] Elevated error rates on search. Our load balancer lb-03.prod.acme.internal (10.20.4.17) drops connections and is being replaced. We will post again within 30 minutes.',
    { drill: 'marked', affected: true, next: { inMs: 30 * min }, state: 'ongoing', leaks: ['lb-03.prod.acme.internal', '10.20.4.17'] }),
  notice('page-over', 'status page',
    '[DRILL] Service is restored. Communities and social pages work normally again for everybody. No action is needed. A written report will follow.',
    { drill: 'marked', affected: true, who: ['all'], act: true, state: 'restored' }),
  notice('page-contradiction', 'status page',
    '[DRILL spring-flood] All systems operational. We continue to see failing logins for customers in Europe and are still working on it.',
    { drill: 'named', affected: true, who: ['europe'], state: 'ongoing' }),
  notice('page-hourly', 'status page',
    'Identified: the case portal is unavailable for some customers because of a denial-of-service attack. We update this page every hour until it is over. For urgent cases call the support hotline, +1 555 0100.',
    { affected: true, who: ['some'], act: true, authority: 'status-page', next: { inMs: hour }, sends: ['status-page', 'hotline'], state: 'ongoing' }),
  notice('page-email-dead', 'status page',
    '[DRILL] Our e-mail does not reach you reliably at the moment, so please do not write to support@acme.example. We keep you informed here instead; open a case in the portal if you need help.',
    { drill: 'marked', affected: true, act: true, authority: 'status-page', sends: ['status-page', 'portal'], state: 'ongoing' }),
  notice('page-broken-english', 'status page',
    'Now site is not work good for customer from asia, we are look for reason. Please you wait and not make many refresh. We write next time 16:30 GMT.',
    { affected: true, who: ['asia'], act: true, next: { at: '16:30' }, state: 'ongoing' }),

  notice('mail-2013', 'mail',
    'Dear customer, we are experiencing a service disruption affecting communities and our social web product. If you have questions, please e-mail support@acme.example rather than opening a case in the portal.',
    { affected: true, act: true, sends: ['email'], state: 'ongoing' }),
  notice('mail-good', 'mail',
    'Subject: [DRILL edge-autumn] Communities disturbed for customers in Europe\n\nThis is a drill. Customers in Europe can not log in to their communities since 09:10. What you can do: use the read-only mirror until we are back. Our status page https://status.acme.example is the reference for this incident. Should it be down, call the hotline. Next update: 10:00 UTC.',
    { drill: 'named', affected: true, who: ['europe'], act: true, authority: 'status-page', fallback: 'hotline', next: { at: '10:00' }, sends: ['status-page', 'hotline'], state: 'ongoing' }),
  notice('mail-names', 'mail',
    'Hi all, quick update: Kim Larsen from network operations is on a call with our scrubbing provider right now. Sites are still slow. Kim expects it to take two more hours.',
    { affected: true, state: 'ongoing', leaks: ['Kim Larsen'] }),
  notice('mail-contract', 'mail',
    'Update on today\'s attack [DRILL]: we have asked ScrubCo to take our traffic, but our contract with ScrubCo covers only 20 Gbit/s and costs 40,000 USD per day beyond it. Communities stay unreachable for customers worldwide. Your account manager can tell you more.',
    { drill: 'marked', affected: true, who: ['all'], act: true, sends: ['account-manager'], state: 'ongoing', leaks: ['our contract with ScrubCo covers only 20 Gbit/s and costs 40,000 USD per day'] }),
  notice('mail-restored', 'mail',
    'Exercise Exercise Exercise. The disruption of e-mail notifications ended at 13:52 UTC. Notifications that were held back will be delivered over the next hours, to all customers. You don\'t have to do anything.',
    { drill: 'marked', affected: true, who: ['all'], act: true, state: 'restored' }),
  notice('mail-promise', 'mail',
    'We know that the last update is later than we said, and we are sorry. The API is still returning errors for roughly a third of requests. You will hear from us again in half an hour, by e-mail.',
    { affected: true, authority: 'email', next: { inMs: 30 * min }, sends: ['email'], state: 'ongoing' }),
  notice('mail-test-word', 'mail',
    'We tested our failover during the incident and it did not work as planned. Customers on the enterprise tier may lose their session; please sign in again. We will be in touch shortly.',
    { affected: true, who: ['some'], act: true, state: 'ongoing' }),
  notice('mail-portal-loop', 'mail',
    '[DRILL] The portal goes up and down. If the portal shows an error, open a case in the portal and mention the time, or reply to this mail.',
    { drill: 'marked', affected: true, act: true, sends: ['portal', 'email'], state: 'ongoing' }),
  notice('mail-no-impact', 'mail',
    'For your information: we moved traffic to a protection partner as a precaution. No customers are affected, and there is nothing that you need to do.',
    { who: ['none'], act: true }),

  notice('sms-good', 'sms',
    'DRILL acme: communities down in US. Data is safe, no action needed. News: status.acme.example, if down call 555-0100. Next by 15:20 UTC',
    { drill: 'marked', affected: true, who: ['americas'], act: true, authority: 'status-page', fallback: 'hotline', next: { at: '15:20' }, sends: ['status-page', 'hotline'], state: 'ongoing' }),
  notice('sms-short', 'sms',
    'ACME: we r having problems w/ our site. Stay tuned.',
    { affected: true, state: 'ongoing' }),
  notice('sms-over', 'sms',
    'ACME (DRILL): logins work again since 3:40 pm. Thx for yr patience!',
    { drill: 'marked', affected: true, state: 'restored' }),
  notice('sms-ack', 'sms',
    'TEST TEST this is a drill "night owl". Mail from Acme is down for every customer. Reply YES to confirm you got this text. Next text in 15 min.',
    { drill: 'named', affected: true, who: ['all'], act: true, authority: 'sms', next: { inMs: 15 * min }, sends: ['sms'], state: 'ongoing' }),
  notice('sms-vendor', 'sms',
    'Acme status: DB failover on pg-prod-2 done, checkout ok again. Ticket INC-48213.',
    { affected: true, state: 'restored', leaks: ['pg-prod-2', 'INC-48213'] }),

  notice('social-good', 'social post',
    '[DRILL lithium-2013] We know many of you can\'t reach your communities. It affects customers in the US and abroad. No need to open cases; we post here every 20 minutes while our e-mail is down.',
    { drill: 'named', affected: true, who: ['all'], act: true, authority: 'social', next: { inMs: 20 * min }, sends: ['social'], state: 'ongoing' }),
  notice('social-apology', 'social post',
    'We hear you. We are on it. We will be back stronger than ever!',
    { state: 'ongoing' }),
  notice('social-dm', 'social post',
    'Is your dashboard empty today? Some EU customers are affected. Send us a DM and we will look into it, or ask your account manager. #drill',
    { drill: 'marked', affected: true, who: ['europe', 'some'], act: true, sends: ['social', 'account-manager'], state: 'ongoing' }),
  notice('social-resolved-not', 'social post',
    'The issue with image uploads has not been fully resolved yet, a fix is being rolled out. Follow our status page for news, next update at 5 pm CET.',
    { affected: true, act: true, authority: 'status-page', next: { at: '17:00' }, sends: ['status-page'], state: 'ongoing' }),
  notice('social-bad-tone', 'social post',
    'some guy in ops named Pavel pushed a wrong route to rtr7.core.acme.lan, lol. should be fine now. this is only a drill ppl',
    { drill: 'marked', state: 'restored', leaks: ['Pavel', 'rtr7.core.acme.lan'] }),
  notice('social-drill-tool', 'social post',
    'Our drill-down reports are slow for all customers today. Use the summary report in the meantime.',
    { affected: true, who: ['all'], act: true, state: 'ongoing' }),

  notice('call-good', 'call script',
    'Hello, this is Acme with an important message. This is a drill called spring flood, no real incident. Your community can not be reached at the moment; customers in all regions are concerned. You do not need to do anything. For news, please look at our status page, and if that does not load, stay by your phone: we call again at 18:15 UTC. Press 1 to confirm that you heard this message.',
    { drill: 'named', affected: true, who: ['all'], act: true, authority: 'status-page', fallback: 'hotline', next: { at: '18:15' }, sends: ['status-page', 'hotline'], state: 'ongoing' }),
  notice('call-voicemail', 'call script',
    'Hi, you have reached the account team. We are aware of the outage of the community platform. I am on holiday until Monday; in urgent matters please call my delegate. This message is part of an exercise.',
    { drill: 'marked', affected: true, act: true, sends: ['account-manager'], state: 'ongoing' }),
  notice('call-numbers', 'call script',
    'Good afternoon. Due to an attack on our network, the portal and our mail are down for all customers. If nobody answers on this number, try the second support line. We will call you back within two hours.',
    { affected: true, who: ['all'], act: true, next: { inMs: 2 * hour }, sends: ['hotline'], state: 'ongoing' }),
  notice('hotline-good', 'hotline announcement',
    'Drill, drill, drill. Thank you for calling Acme support. Our web site is slow for customers in Asia and Australia. Cases you open in the portal may be lost, so please leave a message after the tone and we call you back within the hour.',
    { drill: 'marked', affected: true, who: ['asia'], act: true, next: { inMs: hour }, sends: ['hotline'], state: 'ongoing' }),
  notice('hotline-loop', 'hotline announcement',
    'All our agents are busy. Please visit our web site or send an e-mail. Your call is important to us.',
    { act: true, sends: ['email'] }),
  notice('hotline-wrong', 'hotline announcement',
    'There is no known outage. Everything is working normally. If you still have problems please open a case in the portal.',
    { act: true, sends: ['portal'], state: 'restored' }),

  notice('report-good', 'final report',
    'Post-incident report, drill lithium-2013. On 10 May, from 14:25 to 17:50 UTC, a flood of spurious traffic made communities and the social web product unreachable, by turns, for customers in all regions. No customer data was compromised. Cause: the edge had too little capacity, and diversion had not been practised. We will add capacity by 30 June and practise diversion each quarter. You need not do anything. Please acknowledge this report by replying to this mail.',
    { drill: 'named', affected: true, who: ['all'], act: true, sends: ['email'], state: 'restored' }),
  notice('report-thin', 'final report',
    'The incident of last Friday has been closed. The root cause was a network problem. We have taken measures so that it does not happen again.',
    { state: 'restored' }),
  notice('report-leaky', 'final report',
    'DRILL. Root cause: the firewall fw1.dc2.acme.corp ran firmware 9.1.3 with a known flaw (CVE-2012-0001). Our on-call engineer, J. Okafor, could reach the vendor only after 70 minutes, since our support contract with NetGuard is bronze. Search and login were down for customers in North America until 17:50.',
    { drill: 'marked', affected: true, who: ['americas'], state: 'restored', leaks: ['fw1.dc2.acme.corp', 'J. Okafor', 'our support contract with NetGuard is bronze'] }),
  notice('report-promise', 'final report',
    'This preliminary report is part of the exercise "Lantern". E-mail delivery was delayed by up to three hours for some customers and is back to normal now. The final report follows by 24 May. Questions? Contact your account manager or open a case.',
    { drill: 'named', affected: true, who: ['some'], act: true, sends: ['account-manager', 'portal'], state: 'restored' }),
];
