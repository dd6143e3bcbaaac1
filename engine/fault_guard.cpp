#include <heddle/engine/fault_guard.hpp>

#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>

namespace heddle::engine {
namespace {

std::mutex mutex;
int guards = 0;
FaultGuard::FaultHandler fault_handler = nullptr;
FaultGuard::TerminateHandler terminate_handler = nullptr;
struct sigaction previous_segv;
struct sigaction previous_bus;
std::terminate_handler previous_terminate = nullptr;

/// A stack that overflowed cannot run its own signal handler.
class AlternateStack {
 public:
  AlternateStack() : memory_(std::make_unique<std::byte[]>(size)) {
    stack_t stack{};
    stack.ss_sp = memory_.get();
    stack.ss_size = size;
    sigaltstack(&stack, &previous_);
  }
  ~AlternateStack() { sigaltstack(&previous_, nullptr); }
  AlternateStack(const AlternateStack&) = delete;
  AlternateStack& operator=(const AlternateStack&) = delete;

 private:
  static constexpr std::size_t size = std::size_t{64} * 1024;
  std::unique_ptr<std::byte[]> memory_;
  stack_t previous_{};
};

thread_local std::unique_ptr<AlternateStack> alternate_stack;

void on_signal(int signal, siginfo_t* info, void*) {
  fault_handler(info->si_addr);
  // Not ours: the faulting instruction runs again and meets whoever was here before.
  sigaction(signal, signal == SIGSEGV ? &previous_segv : &previous_bus, nullptr);
}

[[noreturn]] void on_terminate() {
  terminate_handler();
  if (previous_terminate != nullptr) previous_terminate();
  std::abort();
}

void install() {
  struct sigaction action {};
  action.sa_sigaction = &on_signal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;  // the handler may not return
  sigemptyset(&action.sa_mask);
  sigaction(SIGSEGV, &action, &previous_segv);
  sigaction(SIGBUS, &action, &previous_bus);
  previous_terminate = std::set_terminate(&on_terminate);
}

void uninstall() {
  sigaction(SIGSEGV, &previous_segv, nullptr);
  sigaction(SIGBUS, &previous_bus, nullptr);
  std::set_terminate(previous_terminate);
}

}  // namespace

FaultGuard::FaultGuard(FaultHandler on_fault, TerminateHandler on_terminate) {
  alternate_stack = std::make_unique<AlternateStack>();
  const std::lock_guard lock(mutex);
  fault_handler = on_fault;
  terminate_handler = on_terminate;
  if (guards++ == 0) install();
}

FaultGuard::~FaultGuard() {
  {
    const std::lock_guard lock(mutex);
    if (--guards == 0) uninstall();
  }
  alternate_stack.reset();
}

}  // namespace heddle::engine
