/** The ways in which a thread dies soon. */
export const quickDeaths = ['throws', 'exits', 'is terminated', 'has no memory left'] as const;

export type Death = (typeof quickDeaths)[number] | 'hangs';
