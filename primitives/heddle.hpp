#pragma once

/// Everything a scenario is written with, and what checks it. (Of the primitives, this file alone also includes the
/// engine's public headers.)

#include <heddle/engine/check.hpp>
#include <heddle/engine/scenario.hpp>
#include <heddle/engine/schedule.hpp>
#include <heddle/primitives/control.hpp>
#include <heddle/primitives/errors.hpp>
#include <heddle/primitives/queue/lifo_queue.hpp>
#include <heddle/primitives/queue/priority_queue.hpp>
#include <heddle/primitives/queue/queue.hpp>
#include <heddle/primitives/queue/simple_queue.hpp>
#include <heddle/primitives/seconds.hpp>
#include <heddle/primitives/shared.hpp>
#include <heddle/primitives/std/atomic.hpp>
#include <heddle/primitives/threading/barrier.hpp>
#include <heddle/primitives/threading/condition.hpp>
#include <heddle/primitives/threading/event.hpp>
#include <heddle/primitives/threading/excepthook.hpp>
#include <heddle/primitives/threading/local.hpp>
#include <heddle/primitives/threading/lock.hpp>
#include <heddle/primitives/threading/rlock.hpp>
#include <heddle/primitives/threading/semaphore.hpp>
#include <heddle/primitives/threading/thread.hpp>
#include <heddle/primitives/threading/thread_ref.hpp>
#include <heddle/primitives/threading/timer.hpp>
#include <heddle/primitives/with.hpp>
