#include <heddle/heddle.hpp>

/// Buyer and seller wait for the retailer, who opens once and stays open. One arrives after 10 seconds, the other
/// after 5, the retailer whenever: with an Event that is never cleared, late is not too late.

namespace {

void buyer_seller_retailer() {
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
  buyer.join();
  seller.join();
  retailer.join();
}

}  // namespace

HEDDLE_SCENARIO("seeds/buyer-seller-retailer", holds()) { buyer_seller_retailer(); }

HEDDLE_SCENARIO("seeds/buyer-seller-retailer-in-virtual-time", holds().under(heddle::Clock::virtual_time)) {
  buyer_seller_retailer();
}
