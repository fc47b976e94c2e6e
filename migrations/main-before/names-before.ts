/** The migrations of main before they became one, oldest first. */
export const NAMES_BEFORE = [
  'CreateTables1764032400000',
  'CreateDetectionTables1764068400000',
  'CreateCredentials1764072000000',
  'AddOutboxCredential1764075600000',
  'AddReportToOutbox1764079200000',
  'IndexRecentDeliveries1764082800000',
  'DeliverInPlace1764093600000',
  'ScrubAnswers1764100000000',
  'TellOneJobFromMany1764111000000',
  'CreateRelayClock1764115000000',
];
