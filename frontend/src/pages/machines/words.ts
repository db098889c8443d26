/** The time that the curves of this page show. */
export const LAST_HOUR = "over the last hour";
