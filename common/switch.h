#ifndef SWITCH_H
#define SWITCH_H

/* Leaving one stack for another: the one thing in common/ that C cannot say.
 *
 * A function that calls switch_to() stops there, on its own stack, until someone switches back; for
 * it, the call has then returned. What must survive a call (the callee-saved registers) is pushed
 * on the stack that is left, so a paused stack is one pointer. switch.S is this for x86-64 and
 * aarch64, switch-ucontext.c for every other machine, by POSIX's ucontext.
 *
 * The control words of the floating-point units (rounding mode) are shared by all stacks, against
 * the letter of the ABIs: to save them would cost half as much again as the switch.
 */

/* Stop using this stack, store in [*from] where it stands, and go on with the one that stands at
 * [to], where [value] is what its switch_to() returns. Returns: the value given by whoever
 * switches back. */
void *switch_to(void **from, void *to, void *value);

/* The same with no value. Returns: 0. A function that ends with `return switch_rest(...)` needs no
 * frame any more: so who switches back goes on behind the call of that function. */
int switch_rest(void **from, void *to);

/* Prepare a stack, whose memory ends at [top] (aligned to 16 bytes), to run [entry]([arg],
 * value) when it is first switched to; [entry] must never return. Returns: what to give to
 * switch_to(). */
void *switch_prepare(void *top, void (*entry)(void *arg, void *value), void *arg);

/* For who looks at a stack that rests at [at], as switch_to() stored it: where it will go on, and
 * the frame of that function: frame[0] is its caller's frame, frame[1] where that one goes on. */
struct switch_frame { void *pc, **frame; };
struct switch_frame switch_resting(void *at);

#endif
