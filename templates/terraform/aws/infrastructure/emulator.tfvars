# What a rehearsal against a local emulator of AWS sets: moto does not know the scaling of services.
max_tasks = 1
