/** Hundredths of a currency, as Pleo counts them. */
export interface Money {
  readonly currency: string;
  readonly value: number;
}

/** The same sum in the currency of the supplier and in that of the company's wallet. */
export interface InTwoCurrencies {
  readonly inSupplierCurrency: Money;
  readonly inWalletCurrency: Money;
}

/** An amount with its tax: gross is net and tax together, in each of the currencies. */
export interface Amount {
  readonly gross: InTwoCurrencies;
  readonly net: InTwoCurrencies;
  readonly tax: InTwoCurrencies;
}

const WALLET_CURRENCY = 'DKK';
/** Kroner for one of it. */
const RATES: Record<string, number> = { DKK: 1, EUR: 7.46, USD: 6.9, GBP: 8.74, SEK: 0.66 };

/** Made-up lines of an entry, and their total to the hundredth. */
export function amounts(
  currency: string,
  taxRate: number,
  lineCount: number,
  random: () => number,
): { total: InTwoCurrencies; lines: Amount[] } {
  const lines = Array.from({ length: lineCount }, () => {
    const inSupplier = 500 + Math.floor(random() * 50_000);
    return amountOf(currency, inSupplier, Math.round(inSupplier * RATES[currency]!), taxRate);
  });
  const sum = (side: keyof InTwoCurrencies): number =>
    lines.reduce((total, { gross }) => total + gross[side].value, 0);
  return { total: inBoth(currency, sum('inSupplierCurrency'), sum('inWalletCurrency')), lines };
}

function amountOf(currency: string, inSupplier: number, inWallet: number, taxRate: number): Amount {
  const netOf = (gross: number): number => Math.round(gross / (1 + taxRate));
  return {
    gross: inBoth(currency, inSupplier, inWallet),
    net: inBoth(currency, netOf(inSupplier), netOf(inWallet)),
    tax: inBoth(currency, inSupplier - netOf(inSupplier), inWallet - netOf(inWallet)),
  };
}

function inBoth(currency: string, inSupplier: number, inWallet: number): InTwoCurrencies {
  return {
    inSupplierCurrency: { currency, value: inSupplier },
    inWalletCurrency: { currency: WALLET_CURRENCY, value: inWallet },
  };
}
