// For stubs that stand before a function of unknown signature: the registers that may carry
// arguments (with the count of vector registers, and r11) go to 200 bytes of stack and come back.
#ifndef MOULT_STUB_REGISTERS_H
#define MOULT_STUB_REGISTERS_H

#define SAVE_ARGUMENTS                                                                \
  "movq %rdi,0(%rsp)\n movq %rsi,8(%rsp)\n movq %rdx,16(%rsp)\n movq %rcx,24(%rsp)\n" \
  "movq %r8,32(%rsp)\n movq %r9,40(%rsp)\n movq %rax,48(%rsp)\n movq %r10,56(%rsp)\n" \
  "movups %xmm0,64(%rsp)\n movups %xmm1,80(%rsp)\n movups %xmm2,96(%rsp)\n"           \
  "movups %xmm3,112(%rsp)\n movups %xmm4,128(%rsp)\n movups %xmm5,144(%rsp)\n"        \
  "movups %xmm6,160(%rsp)\n movups %xmm7,176(%rsp)\n movq %r11,192(%rsp)\n"
#define LOAD_ARGUMENTS                                                                \
  "movq 0(%rsp),%rdi\n movq 8(%rsp),%rsi\n movq 16(%rsp),%rdx\n movq 24(%rsp),%rcx\n" \
  "movq 32(%rsp),%r8\n movq 40(%rsp),%r9\n movq 48(%rsp),%rax\n movq 56(%rsp),%r10\n" \
  "movups 64(%rsp),%xmm0\n movups 80(%rsp),%xmm1\n movups 96(%rsp),%xmm2\n"           \
  "movups 112(%rsp),%xmm3\n movups 128(%rsp),%xmm4\n movups 144(%rsp),%xmm5\n"        \
  "movups 160(%rsp),%xmm6\n movups 176(%rsp),%xmm7\n"

#endif
