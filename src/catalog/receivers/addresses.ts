/** Holds what counts as an address of mail in a request to an API: `jo@example.com`, or `Jo <jo@example.com>`. */

/** As loose as vendors are: something before the sign, something with a dot or a name behind it, and nothing that begins a new header. */
const bareAddress = /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}$/;

/** The address without its name. */
export const addressOf = (given: string): string => /<([^<>]*)>\s*$/.exec(given)?.[1]?.trim() ?? given.trim();

/** A line break would begin a new header of the message that is made of it. */
export const isAddress = (given: string): boolean => bareAddress.test(addressOf(given)) && !/[\r\n\0]/.test(given);

/** The addresses of a list, which commas part outside quotes. */
export const addressesOf = (list: string): readonly string[] => (list.match(/(?:"[^"]*"|[^,"])+/g) ?? []).map((one) => one.trim()).filter((one) => one !== '');
