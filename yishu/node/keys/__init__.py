"""Private keys and secrets of the node, each in a file of its folder that only its account can read. No Django here.

The file says how its key is kept: `plain`, as 64 hexadecimal digits; `sealed`, enciphered by a secret that the operator gives to the process and not to the disk; or in a
PKCS#11 token, which signs itself and gives no key away. What YISHU_KEYS says holds for keys that are made from now on; those of before are read as they are.
"""
