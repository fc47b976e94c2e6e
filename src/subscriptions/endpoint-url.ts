/**
 * Where Pleo sends the webhooks of a company: an address of its own, so the company, and with it the secret, is
 * known before the body is made sense of; and so two companies never share a subscription.
 */
export function endpointUrlOf(publicUrl: string, companyId: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/webhooks/pleo/${companyId}`;
}

/** Whether both are the same address, however they are spelt. */
export function isSameUrl(one: string, other: string): boolean {
  if (!URL.canParse(one) || !URL.canParse(other)) return false;
  return new URL(one).href === new URL(other).href;
}
