#include "mailbox.hpp"

HEDDLE_SCENARIO("mailbox/take") {
  Mailbox mailbox;
  heddle::Thread sender([&] { mailbox.put(7); }, "sender");
  sender.start();
  heddle::require(mailbox.take() == 7, "the letter is the one that was sent");
  sender.join();
}

HEDDLE_SCENARIO("mailbox/take-without-looking", expects(heddle::Hazard::lost_wakeup)) {
  Mailbox mailbox;
  heddle::Thread sender([&] { mailbox.put(7); }, "sender");
  sender.start();
  heddle::require(mailbox.take_without_looking() == 7, "the letter is the one that was sent");
  sender.join();
}
