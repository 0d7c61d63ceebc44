#pragma once
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/rand.h>

/* EVP_PKEY_PUBLIC_KEY is a macro of macros, which Swift does not import. */
static inline int co_public_key_selection(void) { return EVP_PKEY_PUBLIC_KEY; }
