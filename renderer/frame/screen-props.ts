/** What a screen is told: the part of the address after its own name. */
export type ScreenProps = { readonly rest: string };
