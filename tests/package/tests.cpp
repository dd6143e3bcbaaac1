#include "mailbox.hpp"

#include <heddle/catch2.hpp>

TEST_CASE("a letter that is sent arrives") {
  HEDDLE_CHECK("mailbox/take") {
    Mailbox mailbox;
    heddle::Thread sender([&] { mailbox.put(7); }, "sender");
    sender.start();
    heddle::require(mailbox.take() == 7, "the letter is the one that was sent");
    sender.join();
  };
}

TEST_CASE("who does not look before waiting may wait for ever") {
  HEDDLE_CHECK_EXPECTS("mailbox/take-without-looking", heddle::expects(heddle::Hazard::lost_wakeup)) {
    Mailbox mailbox;
    heddle::Thread sender([&] { mailbox.put(7); }, "sender");
    sender.start();
    mailbox.take_without_looking();
    sender.join();
  };
}
