#include <heddle/heddle.hpp>

/// Buyer and seller wait for the retailer, who is the last to come: the buyer waits at once, the seller after 5
/// seconds, and the retailer sets the event after 10.

namespace {

void buyer_seller_retailer() {
  heddle::Event event("event_object");
  heddle::Thread buyer([&] { event.wait(); }, "buyer");
  heddle::Thread seller(
      [&] {
        heddle::sleep(5);
        event.wait();
      },
      "seller");
  heddle::Thread retailer(
      [&] {
        heddle::sleep(10);
        event.set();
      },
      "retailer");
  buyer.start();
  seller.start();
  retailer.start();
}

/// The other way round: the retailer opens at once, and the others come when it is open. With an Event that is
/// never cleared, late is not too late.
void buyer_seller_retailer_open_at_once() {
  heddle::Event open("open");
  heddle::Thread buyer(
      [&] {
        heddle::sleep(10);
        open.wait();
      },
      "buyer");
  heddle::Thread seller(
      [&] {
        heddle::sleep(5);
        open.wait();
      },
      "seller");
  heddle::Thread retailer([&] { open.set(); }, "retailer");
  buyer.start();
  seller.start();
  retailer.start();
}

}  // namespace

HEDDLE_SCENARIO("seeds/buyer-seller-retailer", holds()) { buyer_seller_retailer(); }

HEDDLE_SCENARIO("seeds/buyer-seller-retailer-in-virtual-time", holds().under(heddle::Clock::virtual_time)) {
  buyer_seller_retailer();
}

/// Under the explored clock, where a sleep takes any time, it is the same program.
HEDDLE_SCENARIO("seeds/buyer-seller-retailer-open-at-once", holds()) { buyer_seller_retailer_open_at_once(); }

HEDDLE_SCENARIO("seeds/buyer-seller-retailer-open-at-once-in-virtual-time",
                holds().under(heddle::Clock::virtual_time)) {
  buyer_seller_retailer_open_at_once();
}
