/**
 * In which order an origin gets a broadcast.
 * `complete`: from the first segment to the last; after an outage viewers fall behind and miss nothing.
 * `live-edge`: the newest first; after an outage viewers get the newest at once, the hole is an EXT-X-GAP for whoever
 * watches live, and is delivered behind the newest, so that the ended playlist is whole.
 */
export const deliveryOrders = ['complete', 'live-edge'] as const;
export type DeliveryOrder = (typeof deliveryOrders)[number];
